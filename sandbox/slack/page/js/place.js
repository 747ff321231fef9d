// Where a block stands (a modal, the Home, a message) and what can be done from there.

const SETTLES_AFTER = 250;

export class Place {
  /** `where` is what the server calls this place; `drawn` has its blocks' values. */
  constructor({ where, values, screen, words, people, onTrouble, onEnter }) {
    Object.assign(this, { where, values, screen, words, people, onTrouble, onEnter });
    this.waiting = new Map();
    this.typed = new Set();
    this.sending = Promise.resolve();
  }

  /** What stands in this element now, as Slack keeps it. */
  value(block, element) {
    const held = this.values[block.block_id]?.[element.action_id];
    if (!held) return undefined;
    const name = Object.keys(held).find((key) => key !== "type");
    return held[name];
  }

  /** The server's values. Text typed here may be ahead of them, and by Slack's rule it stays. */
  takeValues(values) {
    for (const key of this.typed) {
      const [blockId, actionId] = JSON.parse(key);
      const here = this.values[blockId]?.[actionId];
      const there = values[blockId]?.[actionId];
      if (here && there?.type === here.type) values[blockId][actionId] = here;
    }
    this.values = values;
  }

  /** Something was chosen: told at once. */
  put(block, element, held, more = {}) {
    this.remember(block, element, held);
    const key = this.key(block, element);
    clearTimeout(this.waiting.get(key)?.timer);
    this.waiting.delete(key);
    this.sendTyped();
    return this.tell("put", { ...this.ids(block, element), held, ...more });
  }

  /** Something is being typed: told when the typing settles, or before anything else is done. */
  type(block, element, held) {
    this.remember(block, element, held);
    const key = this.key(block, element);
    this.typed.add(key);
    clearTimeout(this.waiting.get(key)?.timer);
    const send = () => {
      this.waiting.delete(key);
      return this.tell("put", { ...this.ids(block, element), held });
    };
    this.waiting.set(key, { send, timer: setTimeout(send, SETTLES_AFTER) });
  }

  /** Everything typed so far has reached the server. */
  async settle() {
    this.sendTyped();
    await this.sending;
  }

  sendTyped() {
    for (const { send, timer } of [...this.waiting.values()]) {
      clearTimeout(timer);
      send();
    }
  }

  async press(block, element, option) {
    await this.settle();
    return this.tell("press", { ...this.ids(block, element), option });
  }

  suggest(block, element, typed) {
    return this.screen.do("suggest", { place: this.where, ...this.ids(block, element), typed });
  }

  async upload(name, data) {
    return (await this.screen.do("upload", { name, data })).file;
  }

  /** One deed after the other, in the order they were done. */
  tell(deed, told) {
    this.sending = this.sending.then(async () => {
      try {
        const { trouble } = await this.screen.do(deed, { place: this.where, ...told });
        if (trouble) this.onTrouble(trouble);
      } catch (refused) {
        this.onTrouble(refused.message);
      }
    });
    return this.sending;
  }

  remember(block, element, held) {
    const before = this.values[block.block_id]?.[element.action_id] ?? { type: element.type };
    const name = Object.keys(before).find((key) => key !== "type") ?? "value";
    (this.values[block.block_id] ??= {})[element.action_id] = { ...before, [name]: held };
  }

  ids(block, element) {
    return { block_id: block.block_id, action_id: element.action_id };
  }

  key(block, element) {
    return JSON.stringify([block.block_id, element.action_id]);
  }
}
