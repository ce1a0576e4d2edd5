// @ts-check
// The clock of the exercise between two messages of the server.

// The second of play at `now` (milliseconds of the page's own clock), from the room as it was received at `receivedAt`.
export function secondNow(room, receivedAt, now) {
  if (room.phase !== "playing") return room.second;
  return Math.min(room.limit, room.second + ((now - receivedAt) / 1000) * room.speed);
}

// Whole seconds left to vote.
export function secondsLeft(room, receivedAt, now) {
  return Math.max(0, Math.ceil(room.voteLeft - (now - receivedAt) / 1000));
}
