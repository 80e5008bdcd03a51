// What makes the pages nicer where there is JavaScript; none of them needs it.
"use strict";

// The server writes times in the zone that the browser names here.
document.cookie = "mailroom_zone=" + encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)
    + "; path=/; max-age=31536000; samesite=lax";

// ---- Passwords can be looked at while they are typed.
function reveal(root) {
  for (const box of root.querySelectorAll("[data-secret]:not(:has(.reveal))")) {
    const input = box.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button plain small reveal";
    const tell = () => {
      const shown = input.type === "text";
      button.textContent = shown ? "Hide" : "Show";
      button.setAttribute("aria-label", shown ? "Hide password" : "Show password");
    };
    button.addEventListener("click", () => {
      input.type = input.type === "text" ? "password" : "text";
      tell();
    });
    input.form?.addEventListener("submit", () => { input.type = "password"; tell(); });
    tell();
    box.append(button);
  }
}

// ---- Server-sent events: data-events names the stream, each event is HTML that replaces what is in the element;
//      "end" closes the stream, and leads to the path in its data, if it has one.
function listen(root) {
  for (const element of root.querySelectorAll("[data-events]:not([data-listening])")) {
    element.dataset.listening = "";
    const source = new EventSource(element.dataset.events);
    const close = () => { source.close(); delete element.dataset.listening; };
    source.onmessage = event => {
      if (!element.isConnected) return close();
      element.innerHTML = event.data;
      htmx.process(element);
      enhance(element);
    };
    source.addEventListener("end", event => {
      source.close();
      if (event.data && element.isConnected) location.assign(new URL(event.data, location.origin).pathname);
    });
    element.addEventListener("htmx:beforeCleanupElement", close);
  }
}

// ---- What a form shows in a frame of its page is there at once; its button is for those without script.
function present(root) {
  for (const form of root.querySelectorAll("form[data-submit]")) {
    form.removeAttribute("data-submit");
    form.hidden = true;
    form.submit();
  }
}

// ---- What is to be passed on can be copied: a link, a secret that is shown once.
function copy(root) {
  for (const box of root.querySelectorAll("[data-copy]:not(:has(button))")) {
    const input = box.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      input.select();
      try {
        await navigator.clipboard.writeText(input.value);
      } catch {
        document.execCommand("copy"); // without TLS there is no other way
      }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    box.append(button);
  }
}

// ---- What was in a live region from the beginning is not announced; what is put into it later is.
function announce() {
  const flash = document.getElementById("flash");
  if (!flash?.childElementCount) return;
  setTimeout(() => flash.replaceChildren(...flash.cloneNode(true).childNodes), 100);
}

function enhance(root) {
  present(root);
  reveal(root);
  copy(root);
  listen(root);
  root.querySelector("[data-focus]")?.focus();
}

document.addEventListener("DOMContentLoaded", () => {
  enhance(document);
  announce();
  // A page that htmx has put in place of another is announced and read from its beginning, as one that was loaded.
  document.body.addEventListener("htmx:afterSettle", event => {
    enhance(event.target);
    if (event.target === document.body) announce();
    if (event.target === document.body && !document.querySelector("[data-focus], [autofocus]")) {
      document.getElementById("main")?.focus({ preventScroll: true });
    }
  });
});

// ---- What looks again by itself rests while nobody sees it.
document.addEventListener("htmx:beforeRequest", event => {
  if (document.hidden && event.detail.elt.getAttribute("hx-trigger")?.startsWith("every ")) event.preventDefault();
});

// ---- A form is submitted once, even by whoever clicks twice: until its answer is there where htmx sends it, else for a while.
const underWay = new WeakMap();
document.addEventListener("submit", event => {
  const form = event.target;
  const button = event.submitter;
  if (!button) return;
  if (underWay.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation(); // htmx would keep it, and send it next
    return;
  }
  button.setAttribute("aria-busy", "true");
  const release = () => {
    clearTimeout(timer);
    underWay.delete(form);
    button.removeAttribute("aria-busy");
  };
  const timer = setTimeout(release, 4000);
  underWay.set(form, { timer, release });
}, true);
document.addEventListener("htmx:beforeSend", event => clearTimeout(underWay.get(event.detail.elt)?.timer));
document.addEventListener("htmx:afterRequest", event => underWay.get(event.detail.elt)?.release());

// ---- Tests are watched: where a button names an address in data-live, its form is submitted there, and answered with events.
//      Those without a name fill #under-way, "page" is the page as a whole, and "end" leads on to a path. If nothing of
//      that comes, the form is submitted as it is without script.
document.addEventListener("submit", event => {
  const button = event.submitter;
  if (event.defaultPrevented || !button?.dataset.live) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // htmx would submit it as well
  watch(event.target, button).then(answered => {
    if (answered || !button.isConnected) return;
    button.removeAttribute("data-live");
    event.target.requestSubmit(button);
  });
}, true);

async function watch(form, button) {
  const place = document.getElementById("under-way");
  const typed = new URLSearchParams(new FormData(form));
  if (button.name) typed.set(button.name, button.value);
  const { timer, release } = underWay.get(form);
  clearTimeout(timer); // it takes longer than other forms
  button.setAttribute("aria-disabled", "true");
  try {
    const response = await fetch(button.dataset.live, { method: "POST", body: typed });
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return false;
    for await (const { name, data } of events(response.body)) {
      if (!place.isConnected) return true; // gone elsewhere
      if (name === "page") {
        replacePage(new URL(form.action).pathname, data);
        return true;
      } else if (name === "end") {
        location.assign(new URL(data, location.origin));
        return true;
      }
      const first = !place.hasChildNodes();
      place.innerHTML = data;
      if (first) place.scrollIntoView({ block: "nearest" });
    }
    return false;
  } catch {
    return false; // the connection broke
  } finally {
    release();
    button.removeAttribute("aria-disabled");
    place.replaceChildren();
  }
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const blocks = (text + part.value).split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n");
        const all = field => lines.filter(line => line.startsWith(field + ":")).map(line => line.slice(field.length + 1).replace(/^ /, ""));
        yield { name: all("event")[0], data: all("data").join("\n") };
      }
    }
  } finally {
    reader.cancel();
  }
}

function replacePage(path, html) {
  if (path !== location.pathname) {
    history.replaceState({ htmx: true }, "", location.href); // with which htmx knows its pages when one goes back
    history.pushState({ htmx: true }, "", path);
  }
  htmx.swap(document.body, html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
}

// ---- The menu closes when one goes on elsewhere, and with Escape.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", event => closeMenus(event.target));
document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.menu[open]");
    closeMenus(null);
    open?.querySelector("summary").focus();
  }
});

// ---- Files can be dropped where they can be chosen; what was chosen is told, and what is too much before it is sent.
for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(type, event => {
    const zone = event.target.closest?.(".dropzone");
    if (!zone || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("over", type === "dragover" || type === "dragenter"
        || type === "dragleave" && zone.contains(event.relatedTarget));
    if (type === "drop") {
      const input = zone.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
document.addEventListener("change", event => {
  const input = event.target;
  const zone = input.type === "file" ? input.closest(".dropzone") : null;
  if (!zone) return;
  const files = [...input.files];
  const lines = files.length > 8 ? [...files.slice(0, 7), { name: `and ${files.length - 7} more` }] : files;
  zone.querySelector(".files")?.replaceChildren(...lines.map(file => {
    const line = document.createElement("li");
    line.textContent = file.name;
    return line;
  }));
  const most = Number(zone.dataset.most ?? Infinity);
  const tooMuch = files.reduce((sum, file) => sum + file.size, 0) > most;
  input.setCustomValidity(tooMuch ? `These are more than ${Math.floor(most / 1e6)} MB together: send them in several turns.` : "");
  if (tooMuch) input.reportValidity();
});

// ---- How far an upload has come, and a way to stop it. The server works on it once it is there: nobody knows for how long.
function tellOfUpload(form, tell) {
  const box = form.querySelector("[data-upload]");
  if (box) tell(box, box.querySelector("progress"), box.querySelector(".progress .muted"));
}
function instead(shown, hidden) {
  shown.hidden = false;
  hidden.hidden = true;
  shown.querySelector("button").focus();
}
document.addEventListener("htmx:beforeSend", event => tellOfUpload(event.detail.elt, (box, bar, text) => {
  bar.value = 0;
  text.textContent = "0 %";
  instead(box, box.nextElementSibling);
}));
document.addEventListener("htmx:xhr:progress", event => tellOfUpload(event.target, (box, bar, text) => {
  const { loaded, total, lengthComputable } = event.detail;
  if (!lengthComputable || bar.position < 0) return;
  if (loaded < total) {
    bar.value = loaded / total * bar.max;
    text.textContent = `${Math.floor(loaded / total * 100)} %`;
  } else {
    bar.removeAttribute("value");
    text.textContent = "All sent; it is being looked through";
  }
}));
document.addEventListener("htmx:afterRequest", event => tellOfUpload(event.detail.elt, box => instead(box.nextElementSibling, box)));
document.addEventListener("click", event => {
  const form = event.target.closest?.("[data-stop]")?.form;
  if (form) htmx.trigger(form, "htmx:abort");
});

// ---- What is ticked or typed in data-keep while the server is asked for it anew stays so when the answer comes.
const asked = new WeakMap();
const controls = root => [...root.querySelectorAll("input[name], textarea[name]")];
const state = control => control.type === "checkbox" ? control.checked : control.value;
const key = control => control.type === "checkbox" ? `${control.name}\n${control.value}` : control.name;
document.addEventListener("htmx:configRequest", event => {
  const target = event.detail.target;
  if (target?.matches?.("[data-keep]")) asked.set(target, new Map(controls(target).map(each => [each, state(each)])));
});
document.addEventListener("htmx:beforeSwap", event => {
  const target = event.detail.target;
  const before = asked.get(target);
  if (!before) return;
  const changed = new Map(controls(target).filter(each => before.get(each) !== state(each)).map(each => [key(each), state(each)]));
  const focused = target.contains(document.activeElement) && document.activeElement.name ? key(document.activeElement) : null;
  const { id } = target;
  document.addEventListener("htmx:afterSettle", () => {
    for (const control of controls(document.getElementById(id))) {
      const name = key(control);
      if (changed.has(name)) control[control.type === "checkbox" ? "checked" : "value"] = changed.get(name);
      const folded = control.closest("details");
      if (folded && (changed.has(name) || name === focused)) folded.open = true;
      if (name === focused) control.focus();
    }
  }, { once: true });
});
