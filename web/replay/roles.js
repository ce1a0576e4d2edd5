// @ts-check
// Roles by shape and colour (the order of deck.model.ROLES), phases, and the pictures on the buttons.

export const ROLES = [
  { name: "Trigger", symbol: "diamond", colour: "violet", path: "M12 1 23 12 12 23 1 12z" },
  { name: "Symptom", symbol: "triangle-up", colour: "orange", path: "M12 2 23 21H1z" },
  { name: "False signal", symbol: "x", colour: "gray", path: "M5 2 12 9 19 2 22 5 15 12 22 19 19 22 12 15 5 22 2 19 9 12 2 5z" },
  { name: "Diagnosis", symbol: "circle", colour: "blue", path: "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z" },
  { name: "Mitigation", symbol: "square", colour: "yellow", path: "M3 3H21V21H3z" },
  { name: "Recovery", symbol: "star", colour: "green", path: "M12 1 15 8.5 23 9.2 17 14.5 18.8 22.5 12 18.2 5.2 22.5 7 14.5 1 9.2 9 8.5z" },
  { name: "Lesson", symbol: "hexagon", colour: "primary", path: "M6.5 2H17.5L23 12 17.5 22H6.5L1 12z" },
];

// Of an event whose role a decision asks for: a shape and a colour that say nothing.
export const UNKNOWN_ROLE = { name: "", symbol: "circle-open", colour: "gray", path: "" };

export const PHASES = {
  detecting: "Detecting",
  diagnosing: "Diagnosing",
  mitigating: "Mitigating",
  recovered: "Recovered",
};

export const ICONS = {
  play: "M7 4.5v15l13-7.5z",
  pause: "M6 4.5h4v15H6zM14 4.5h4v15h-4z",
  back: "M19 5v14L8.5 12zM5 5h2.6v14H5z",
  forward: "M5 5v14l10.500-7zM16.400 5H19v14h-2.600z",
  restart: "M12 5V1L6.500 6 12 11V7.400a5.800 5.800 0 1 1-5.800 5.800H3.800A8.200 8.200 0 1 0 12 5z",
  full: "M4 9V4h5v2.400H6.400V9zM15 4h5v5h-2.400V6.400H15zM4 15h2.400v2.600H9V20H4zM17.600 15H20v5h-5v-2.400h2.600z",
  link: "M10.600 13.400a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1.300 1.300 1.500 1.500 1.300-1.300a1.900 1.900 0 0 1 2.700 2.700l-3 3a1.900 1.900 0 0 1-2.700 0zM13.400 10.600a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1.300-1.300-1.500-1.500-1.300 1.300a1.900 1.900 0 0 1-2.700-2.700l3-3a1.900 1.900 0 0 1 2.700 0z",
  suggest: "M3 3h18v14H10l-5 4v-4H3zM8 14.200h2.400l6-6-2.400-2.400-6 6zM14.900 4.900l2.400 2.400.9-.9-2.400-2.400z",
  print: "M7 3h10v4H7zM5 8h14a2 2 0 0 1 2 2v6h-4v5H7v-5H3v-6a2 2 0 0 1 2-2zm4 6v5h6v-5z",
  stop: "M12 1.500 22.500 12 12 22.500 1.500 12zM10.800 7v6h2.400V7zM10.800 14.600V17h2.400v-2.400z",
  chair: "M12 3a4 4 0 1 1 0 8a4 4 0 1 1 0-8zM4 20c0-4 3.600-7 8-7s8 3 8 7v1H4z",
  speak: "M4 9v6h4l5 4.500v-15L8 9zM15.500 8.500a4.500 4.500 0 0 1 0 7l1.200 1.600a6.500 6.500 0 0 0 0-10.200z",
  right: "M9.500 18.500 3 12l1.900-1.900 4.600 4.600L19.100 5 21 6.900z",
  wrong: "M6.400 4.500 12 10.100 17.600 4.500 19.500 6.400 13.900 12 19.500 17.600 17.600 19.500 12 13.900 6.400 19.500 4.500 17.600 10.100 12 4.500 6.400z",
};
