// What a menu offers. An item has a key to compare, a label to show, and what Slack holds for it.

import { plainWords } from "./spans.js";

const DEFAULT_LEAST = 3;

export function offersOf(block, element, place) {
  if (element.type.includes("users_select")) return people(block, element, place);
  if (element.type === "conversations_select") return channels(block, element, place);
  const held = () => {
    const value = place.value(block, element);
    return [value ?? []].flat().map((option) => fromOption(option));
  };
  const common = { held, placeholder: place.words.chooseOne };
  if (element.type.includes("external")) {
    return {
      ...common,
      isSlow: true,
      leastTyped: element.min_query_length ?? DEFAULT_LEAST,
      async find(typed) {
        try {
          const { groups, trouble } = await place.suggest(block, element, typed);
          return { groups: groups.map(fromGroup), trouble };
        } catch {
          return { groups: [], trouble: place.words.trouble };
        }
      },
    };
  }
  const groups = (element.option_groups ?? [{ options: element.options ?? [] }]).map(fromGroup);
  return { ...common, leastTyped: 0, find: async (typed) => ({ groups: filtered(groups, typed) }) };
}

function channels(block, element, place) {
  const { include, exclude_external_shared_channels: isForUsAlone } = element.filter ?? {};
  const label = ({ name }) => `#${name}`;
  const all = place.screen.channels;
  const offered = all.filter(
    (one) => (!include || include.includes(one.is_private ? "private" : "public")) && !(isForUsAlone && one.is_ext_shared),
  );
  const item = (one) => ({ key: one.id, label: label(one), held: one.id });
  return {
    leastTyped: 0,
    placeholder: place.words.chooseOne,
    held: () => [place.value(block, element) ?? []].flat().map(
      (id) => item(all.find((one) => one.id === id) ?? { id, name: id }),
    ),
    find: async (typed) => ({ groups: filtered([{ items: offered.map(item) }], typed) }),
  };
}

function people(block, element, place) {
  const all = place.people.map(({ id, name }) => ({ key: id, label: name, held: id }));
  return {
    leastTyped: 0,
    placeholder: place.words.choosePerson,
    held: () => [place.value(block, element) ?? []].flat().map(
      (id) => all.find((one) => one.key === id) ?? { key: id, label: id, held: id },
    ),
    find: async (typed) => ({ groups: filtered([{ items: all }], typed) }),
  };
}

const fromGroup = (group) => ({
  label: group.label ? plainWords(group.label) : null,
  items: group.options.map(fromOption),
});

const fromOption = (option) => ({
  key: option.value,
  label: option.text.spans ? plainWords(option.text) : option.text.text,
  description: option.description?.spans ? plainWords(option.description) : option.description?.text,
  held: option,
});

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function filtered(groups, typed) {
  const wanted = folded(typed);
  const fits = (item) => folded(item.label).includes(wanted);
  return groups.map((group) => ({ ...group, items: group.items.filter(fits) }));
}
