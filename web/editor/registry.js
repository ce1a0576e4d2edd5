// @ts-check

/** The editors on the page, by the key of their component: notes find theirs here. @type {Map<string, any>} */
export const editors = new Map();
