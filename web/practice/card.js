// @ts-check
// What a practice card needs beside its keys, in one component: what is typed is kept, what is new comes into view, and
// its text is marked with the deck's language.

import mountLanguage from "../language/language.js";
import mountScroll from "../scroll/scroll.js";
import mountDrafts from "./drafts.js";

export default function mount(component) {
  const unmount = [mountDrafts(component), mountLanguage(component)];
  mountScroll(component);
  return () => unmount.forEach((end) => end?.());
}
