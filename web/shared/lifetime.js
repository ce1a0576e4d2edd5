// @ts-check
// When something that was put into a page is done with.

/**
 * Return what a component's `mount` hands to Streamlit: it ends the component once its place has left the page.
 *
 * Streamlit calls it then, and also when a second run of the page overtakes a first whose script was still on its way: the
 * first `mount` comes late and is undone at once, though the component stays where it is and the second `mount` goes on with it.
 * @param {{isConnected: boolean}} place where the component was mounted
 * @param {() => void} end
 * @param {(work: () => void) => void} [later]
 */
export function endWhenGone(place, end, later = (work) => void setTimeout(work)) {
  return () => {
    later(() => {
      if (!place.isConnected) end();
    });
  };
}
