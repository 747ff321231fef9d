// The page's side of the sandbox's endpoints.

async function read(answer) {
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error ?? answer.statusText);
  return told;
}

export const everyone = async () => read(await fetch("/screen"));

/** One person's screen: what it shows, and what they do on it. */
export class Screen {
  constructor(userId) {
    this.at = `/screen/${encodeURIComponent(userId)}`;
    this.channels = [];
  }

  async look() {
    const told = await read(await fetch(this.at));
    this.channels = told.channels;
    return told;
  }

  async do(deed, told = {}) {
    const headers = { "Content-Type": "application/json", "X-Sandbox": "1" };
    return read(
      await fetch(`${this.at}/${deed}`, { method: "POST", headers, body: JSON.stringify(told) }),
    );
  }

  /** Where a file of a message is. */
  file(id) {
    return `${this.at}/files/${encodeURIComponent(id)}`;
  }

  /** Calls back each time something may look different; returns how to stop. */
  follow(onChange, onLost) {
    const stream = new EventSource(`${this.at}/changes`);
    stream.onmessage = onChange;
    stream.onerror = onLost;
    return () => stream.close();
  }
}
