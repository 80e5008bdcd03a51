package io.mailroom.provider;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code config-v1.1.xml}. It comes from strangers: there are no document types and so no entities, and nothing that
 * the document names is fetched.
 */
final class ClientConfigReader {

    /** It is not such a document; the message says in what way. */
    static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader xml;
    private final List<ClientConfig.Host> incoming = new ArrayList<>();
    private final List<ClientConfig.Host> outgoing = new ArrayList<>();
    private final Map<String, String> oauth = new HashMap<>();
    private String name = "";
    private @Nullable String imapLink;

    private ClientConfigReader(XMLStreamReader xml) {
        this.xml = xml;
    }

    /** The JDK's own, whatever else is on the class path: the properties below are known to hold for it. */
    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        return factory;
    }

    static ClientConfig read(byte[] document) throws Unreadable {
        try {
            var xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                return new ClientConfigReader(xml).read();
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw new Unreadable("It is not well-formed XML.");
        }
    }

    private ClientConfig read() throws XMLStreamException, Unreadable {
        boolean root = true;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new Unreadable("It has a document type or entities, which are not read.");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (root && !xml.getLocalName().equals("clientConfig")) {
                        throw new Unreadable("It is no clientConfig document.");
                    }
                    root = false;
                    element();
                }
                default -> {}
            }
        }
        return new ClientConfig(name, incoming, outgoing, oauth(), imapLink);
    }

    private void element() throws XMLStreamException, Unreadable {
        switch (xml.getLocalName()) {
            case "displayName" -> name = name.isEmpty() ? text() : name;
            case "incomingServer" -> incoming.add(server());
            case "outgoingServer" -> outgoing.add(server());
            case "oAuth2" -> children("oAuth2", oauth::putIfAbsent);
            case "enable" -> imapLink = https(xml.getAttributeValue(null, "visiturl"));
            default -> {}
        }
    }

    private ClientConfig.Host server() throws XMLStreamException, Unreadable {
        var element = xml.getLocalName();
        var type = String.valueOf(xml.getAttributeValue(null, "type"));
        var first = new HashMap<String, String>();
        var authentications = new ArrayList<String>();
        children(element, (child, text) -> {
            if (child.equals("authentication")) {
                authentications.add(text);
            } else {
                first.putIfAbsent(child, text);
            }
        });
        return new ClientConfig.Host(
                type,
                first.getOrDefault("hostname", ""),
                first.getOrDefault("port", ""),
                first.getOrDefault("socketType", ""),
                first.getOrDefault("username", ""),
                authentications);
    }

    private interface Child {
        void is(String name, String text);
    }

    /** Its children that hold text alone; others, such as {@code pop3}, are gone through without being looked at. */
    private void children(String element, Child child) throws XMLStreamException, Unreadable {
        var text = new StringBuilder();
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS -> text.append(xml.getText());
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new Unreadable("It has a document type or entities, which are not read.");
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == 0 && xml.getLocalName().equals(element)) {
                        return;
                    }
                    if (depth-- == 1) {
                        child.is(xml.getLocalName(), text.toString().strip());
                    }
                }
                default -> {}
            }
        }
    }

    private String text() throws XMLStreamException {
        return xml.getElementText().strip();
    }

    private @Nullable LoginWay oauth() {
        return oauth.isEmpty()
                ? null
                : LoginWay.oauth(
                        oauth.get("issuer"),
                        https(oauth.get("authURL")),
                        https(oauth.get("tokenURL")),
                        oauth.get("scope"));
    }

    /** Links are shown to people: only what a browser opens safely. */
    private static @Nullable String https(@Nullable String url) {
        return url != null && url.matches("https://[\\x21-\\x7E]{1,2000}") ? url : null;
    }
}
