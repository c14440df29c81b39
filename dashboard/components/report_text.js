// The pre-report text: sent to the server after each pause of typing, so that a reload loses nothing.
const PAUSE_MS = 500;

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const area = parentElement.querySelector("textarea");
  const state = parentElement.querySelector(".state");
  const copy = parentElement.querySelector(".copy");
  parentElement.querySelector("label").htmlFor = area.id ||= `report-${Math.random().toString(36).slice(2)}`;
  const say = (words) => { state.textContent = words; };
  const send = () => {
    clearTimeout(area.timer);
    area.timer = undefined;
    if (area.value === area.sent) return;
    area.sent = area.value;
    setTriggerValue("edited", { study: data.study, text: area.value });
  };
  area.readOnly = !data.editable;
  // What is being typed, or on its way, is newer than what the server says; another study's text is not.
  const typing = area.timer !== undefined || area.getRootNode().activeElement === area;
  if (area.study !== data.study || !typing || area.value === area.sent) {
    if (area.value !== data.text) area.value = data.text;
    area.sent = data.text;
  }
  if (area.study !== data.study) say("");
  area.study = data.study;
  area.oninput = () => {
    clearTimeout(area.timer);
    area.timer = setTimeout(send, PAUSE_MS);
    say("");
  };
  area.onblur = send;
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(area.value);
      say("Copied");
    } catch {
      area.select();
      say(document.execCommand("copy") ? "Copied" : "Select the text and copy it");
    }
  };
}
