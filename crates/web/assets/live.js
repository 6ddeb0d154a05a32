// What pages do when scripts may run. Without it everything works by reloading and by plain forms.

const parser = new DOMParser();
const later = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

// Answers arrive, and the QR code changes: the parts of the page that differ are exchanged.
async function follow(region) {
  for (let patience = 0; patience < 8;) {
    await later(Number(region.dataset.every) / 1000 + patience);
    if (document.hidden) continue;
    try {
      const answer = await fetch(region.dataset.live, { headers: { accept: "text/html" } });
      if (answer.redirected || answer.status === 401) return location.reload();
      if (!answer.ok) { patience += 1; continue; }
      patience = 0;
      const fresh = parser.parseFromString(await answer.text(), "text/html");
      fresh.querySelectorAll("[data-part]").forEach(exchange);
      const go = fresh.querySelector("[data-go]");
      if (go) return location.assign(go.dataset.go);
      if (fresh.querySelector("[data-over]")) return location.reload();
    } catch {
      patience += 1;
    }
  }
}

function exchange(fresh) {
  const old = document.getElementById(fresh.id);
  if (!old || old.innerHTML === fresh.innerHTML) return;
  if (old.matches("li")) old.classList.add("arrived");
  // A status text keeps its element, so that it is read aloud when its words change.
  const said = old.querySelector("[role=status]");
  const says = fresh.querySelector("[role=status]");
  if (said && says && old.children.length === fresh.children.length && !old.querySelector("form")) {
    [...fresh.children].forEach((child, at) => {
      const kept = old.children[at];
      if (child.getAttribute("role") === "status") {
        if (kept.textContent !== child.textContent) kept.textContent = child.textContent;
      } else kept.replaceWith(child);
    });
  } else old.replaceChildren(...fresh.childNodes);
}

document.querySelectorAll("[data-live]").forEach(follow);

// How long the room lives: the ring, the warning, and the end. The server's word counts, also for other tabs.
const { left, whole, room, over } = document.body.dataset;
if (left) watch(Number(left));

async function watch(seconds) {
  const dialog = document.getElementById("ending");
  let end = Date.now() + seconds * 1000;
  let answered = 0;
  const set = (known) => {
    end = Date.now() + known.left * 1000;
    document.querySelectorAll(".js-ends").forEach((text) => { text.textContent = known.ends; });
    draw();
  };
  const draw = () => {
    const part = Math.max(0, Math.min(100, (end - Date.now()) / 10 / Number(whole)));
    document.getElementById("ring")?.setAttribute("stroke-dasharray", `${part.toFixed(1)} 100`);
  };
  // Whoever closes the warning has read it: it comes back when there is a new end, not every few seconds.
  for (const closed of ["cancel", "submit"]) dialog?.addEventListener(closed, () => { answered = end; });
  document.querySelectorAll("form[data-stay]").forEach((form) => form.addEventListener("submit", (event) => {
    event.preventDefault();
    stay(form).then((known) => { set(known); dialog?.close(); }, () => form.submit());
  }));
  for (;;) {
    await later(5);
    draw();
    if (end - Date.now() > 120000) continue;
    const known = await ask(room);
    if (known === null) return location.assign(over);
    if (known) set(known);
    if (end - Date.now() <= 120000) { if (dialog && !dialog.open && Math.abs(end - answered) > 5000) dialog.showModal(); } else dialog?.close();
    if (Date.now() > end + 2000) return location.assign(over);
  }
}

async function stay(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error("not extended");
  return answer.json();
}

// Null when there is no room any more; undefined when nobody answers.
async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    if (answer.ok) return await answer.json();
    return answer.status === 401 || answer.status === 404 || answer.status === 410 ? null : undefined;
  } catch {
    return undefined;
  }
}

// What must be looked at comes first.
document.getElementById("errors")?.focus();
