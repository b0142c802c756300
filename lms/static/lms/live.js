// <live-bell>: a doorbell. It says that something moved; the page then asks what,
// over HTTP and from a numbered mailbox, so a lost message costs nothing.
//
// <live-bell socket="/live/" mailbox="/portal/mailbox/" after="12">the bell’s link</live-bell>
// Every hint becomes events on <body>: live:notification, live:board, live:board-7, …
// and live:open says that the line stands (again).

const SLOWEST = 30_000;
const HIDDEN_PATIENCE = 60_000;
const CATCH_UP_EVERY = 20_000;
const SESSION_OVER = 4401;
const NO_LONGER_ALLOWED = 4403;

class LiveBell extends HTMLElement {
  connectedCallback() {
    this.after = Number(this.getAttribute("after"));
    this.failures = 0;
    if (navigator.connection?.saveData) return;
    this.stop = new AbortController();
    const { signal } = this.stop;
    document.addEventListener("visibilitychange", () => this.followVisibility(), { signal });
    window.addEventListener("pagehide", () => this.hangUp(), { signal });
    window.addEventListener("pageshow", (event) => event.persisted && this.open(), { signal });
    this.open();
  }

  disconnectedCallback() {
    this.stop?.abort();
    this.hangUp();
  }

  open() {
    if (this.socket || document.hidden) return;
    clearTimeout(this.retry);
    const url = new URL(this.getAttribute("socket"), location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.socket = new WebSocket(url);
    this.socket.onopen = () => {
      this.failures = 0;
      this.catchUp();
      // What was missed while nobody listened may concern any fragment.
      document.body.dispatchEvent(new CustomEvent("live:open"));
      this.poll = setInterval(() => this.catchUp(), CATCH_UP_EVERY);
    };
    this.socket.onmessage = (message) => this.hear(JSON.parse(message.data));
    this.socket.onclose = ({ code }) => {
      this.forget();
      if (code === SESSION_OVER || code === NO_LONGER_ALLOWED) return;
      const wait = Math.min(SLOWEST, 1000 * 2 ** this.failures++);
      this.retry = setTimeout(() => this.open(), wait * (0.5 + Math.random()));
    };
  }

  hangUp() {
    clearTimeout(this.retry);
    if (!this.socket) return;
    this.socket.onclose = null;
    this.socket.close();
    this.forget();
  }

  forget() {
    clearInterval(this.poll);
    this.socket = null;
  }

  followVisibility() {
    clearTimeout(this.napping);
    if (document.hidden) this.napping = setTimeout(() => this.hangUp(), HIDDEN_PATIENCE);
    else this.open();
  }

  hear({ kind, id }) {
    if (kind === "notification") this.catchUp();
    else this.tell(kind, id);
  }

  async catchUp() {
    const answer = await fetch(`${this.getAttribute("mailbox")}?after=${this.after}`, {
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer?.ok) return;
    const { entries, last, unread, label, has_more } = await answer.json();
    this.show(unread, label);
    const fresh = entries.filter(({ seq }) => seq > this.after);
    this.after = Math.max(this.after, last);
    for (const { seq } of fresh) this.tell("notification", String(seq));
    if (has_more) await this.catchUp();
  }

  show(unread, label) {
    const link = this.querySelector("a");
    link.querySelector(".vh").textContent = label;
    let count = link.querySelector(".bell__n");
    if (!count) {
      count = document.createElement("span");
      count.className = "bell__n";
      count.ariaHidden = "true";
      link.querySelector("svg").after(count);
    }
    count.textContent = unread > 99 ? "99+" : unread;
    count.hidden = unread === 0;
  }

  tell(kind, id) {
    // By kind, and by kind and id, because a strict page can't filter events.
    for (const name of [`live:${kind}`, `live:${kind}-${id}`]) {
      document.body.dispatchEvent(new CustomEvent(name, { detail: { kind, id } }));
    }
  }
}

customElements.define("live-bell", LiveBell);
