package io.mailroom.web;

import io.quarkus.qute.TemplateInstance;
import org.jboss.resteasy.reactive.RestResponse;

/** How a page is answered when it is not simply shown. */
public final class Reply {

    private Reply() {}

    /** A name, which may have been typed by a stranger, as one segment of a path. */
    public static String inPath(String name) {
        return Words.urlEncoded(name);
    }

    public static RestResponse<TemplateInstance> page(TemplateInstance page) {
        return RestResponse.ok(page);
    }

    /** The form again, with what is wrong. */
    public static RestResponse<TemplateInstance> refused(TemplateInstance page) {
        return RestResponse.ResponseBuilder.<TemplateInstance>create(422)
                .entity(page)
                .build();
    }

    /** On to another page, with a GET; {@code path} is a path of ours. */
    public static RestResponse<TemplateInstance> seeOther(String path) {
        return to(path).build();
    }

    /** The same, where the user is told what was done. */
    public static RestResponse<TemplateInstance> seeOther(String path, String flash) {
        return to(path, flash).build();
    }

    /** The same, where the user is told why it was not done: something else came first. */
    public static RestResponse<TemplateInstance> tooLate(String path, Problem why) {
        return to(path).cookie(new Flash(why.detail(), true).cookie()).build();
    }

    /** To add cookies to. The path stays as it is: behind a proxy we do not know our own scheme for certain. */
    public static RestResponse.ResponseBuilder<TemplateInstance> to(String path) {
        return RestResponse.ResponseBuilder.<TemplateInstance>create(RestResponse.Status.SEE_OTHER)
                .header("Location", path);
    }

    public static RestResponse.ResponseBuilder<TemplateInstance> to(String path, String flash) {
        return to(path).cookie(new Flash(flash, false).cookie());
    }
}
