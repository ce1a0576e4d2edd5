// @ts-check
// The clock of the exercise between two messages of the server.

// The second of play at `now` (milliseconds of the page's own clock), from the room as it was told at `toldAt`.
export function secondNow(room, toldAt, now) {
  if (room.phase !== "playing") return room.second;
  return Math.min(room.limit, room.second + ((now - toldAt) / 1000) * room.speed);
}

// Whole seconds left to vote.
export function secondsLeft(room, toldAt, now) {
  return Math.max(0, Math.ceil(room.voteLeft - (now - toldAt) / 1000));
}
