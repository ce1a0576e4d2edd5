// @ts-check
// The language of a deck on its text, and its direction: a screen reader pronounces it, right-to-left is laid out so.

const DECK_TEXT = "[class*=st-key-deck-text], [class*=st-key-practice-card]";

export default function mount({ data }) {
  const { lang, dir } = data;
  const update = () => {
    for (const node of document.querySelectorAll(DECK_TEXT)) {
      if (node.getAttribute("lang") !== lang) node.setAttribute("lang", lang);
      if (node.getAttribute("dir") !== dir) node.setAttribute("dir", dir);
    }
  };
  update();
  const observer = new MutationObserver(update);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}
