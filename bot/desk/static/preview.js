// While somebody writes, the preview keeps up. Without this script the button "Preview" does the same.
"use strict"
const form = document.getElementById("write")
const place = document.getElementById("previews")
let timer = 0
let asked = 0

async function look() {
  const mine = ++asked
  const data = new FormData(form)
  data.delete("file")
  try {
    const answer = await fetch("/desk/preview", { method: "POST", body: data, credentials: "same-origin" })
    if (answer.ok && mine === asked) place.innerHTML = await answer.text()
  } catch {
    // The network is gone for a moment; the next letter asks again.
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer)
  timer = setTimeout(look, 400)
})
