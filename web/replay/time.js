// @ts-check
// The two time axes, as in replay/time_map.py: minutes of the incident, seconds of play at speed 1.

export function minuteAt({ minutes, seconds }, second) {
  if (second <= seconds[0]) return minutes[0];
  for (let i = 1; i < seconds.length; i++) {
    if (second < seconds[i]) {
      const share = (second - seconds[i - 1]) / (seconds[i] - seconds[i - 1]);
      return minutes[i - 1] + (minutes[i] - minutes[i - 1]) * share;
    }
  }
  return minutes[minutes.length - 1];
}

export function secondAt({ minutes, seconds }, minute) {
  if (minute <= minutes[0]) return seconds[0];
  for (let i = 1; i < minutes.length; i++) {
    if (minute <= minutes[i]) {
      const share = (minute - minutes[i - 1]) / (minutes[i] - minutes[i - 1]);
      return seconds[i - 1] + (seconds[i] - seconds[i - 1]) * share;
    }
  }
  return seconds[seconds.length - 1];
}

const two = (n) => String(n).padStart(2, "0");

// The clock shows whole minutes, rounded down as clocks do.
export function clock(minute) {
  const total = Math.floor(Math.abs(minute) + 1e-6);
  const days = Math.floor(total / 1440);
  const text = two(Math.floor((total % 1440) / 60)) + ":" + two(total % 60);
  return (minute < 0 && total ? "-" : "") + (days ? days + " d " : "") + text;
}

export function wallClock(start, minute) {
  if (!start) return "";
  const total = (((start.minute + Math.floor(minute + 1e-6)) % 1440) + 1440) % 1440;
  return (two(Math.floor(total / 60)) + ":" + two(total % 60) + " " + start.zone).trim();
}

export function span(minutes) {
  const seconds = Math.round(Math.abs(minutes) * 60);
  if (seconds > 0 && seconds < 60) return seconds + " s";
  const total = Math.floor(seconds / 60);
  const [days, hours, rest] = [Math.floor(total / 1440), Math.floor((total % 1440) / 60), total % 60];
  if (days) return days + " d" + (hours ? " " + hours + " h" : "");
  if (hours) return hours + " h" + (rest ? " " + rest + " min" : "");
  return rest + " min";
}

export function number(value) {
  const figures = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return figures.toLocaleString("en");
}

// A value with its unit as one says it: "30%", "182/s", "120 ms"; a count is a bare number.
export function withUnit(value, unit) {
  if (!unit || /^(count|number)$/i.test(unit)) return value;
  const said = unit.replace(/^1(?=\/)/, "");
  return value + (/^([%‰×x]$|\/)/.test(said) ? "" : " ") + said;
}

// The index of the last of the ascending `places` that is not after `second`, -1 before the first.
export function lastAt(places, second) {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] <= second + 1e-6) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
