// Pages that open without a network: asks the service worker to keep this page, and offers to remove what is kept.
// Everything on the pages works without this script.
(() => {
  const worker = navigator.serviceWorker
  if (!worker || !window.caches) return
  const hers = "hers" in document.currentScript.dataset // the page holds what she told: it is kept nowhere
  const OFF = "offline-off" // in this tab alone: she removed the pages, so none are kept until the tab is closed

  const off = () => { try { return sessionStorage.getItem(OFF) } catch { return "" } }
  const show = (name) => {
    const one = document.querySelector(`[data-offline=${name}]`)
    if (one) one.hidden = false
    return one
  }

  async function keep() {
    await worker.register("/sw.js", { scope: "/" })
    const { active } = await worker.ready
    const links = document.querySelectorAll("link[rel=stylesheet],link[rel=icon],script[src],a.brand,a.help")
    const here = location.search || hers ? [] : [location.href]
    active.postMessage({ keep: [...here, ...[...links].map((one) => one.href || one.src)] })
  }

  const later = (wait) => new Promise((done) => { setTimeout(done, wait) })

  // The worker itself removes what it keeps, so that nothing that is under way comes after it.
  const cleared = (active) => new Promise((done) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = done
    active.postMessage({ clear: true }, [port2])
  })

  async function clear(button) {
    try { sessionStorage.setItem(OFF, "1") } catch { /* then they may be kept again */ }
    await Promise.race([keeping, later(3000)])
    for (const one of await worker.getRegistrations()) {
      if (one.active) await Promise.race([cleared(one.active), later(3000)])
      await one.unregister()
    }
    for (const name of await caches.keys()) await caches.delete(name)
    button.parentElement.hidden = true
    show("done").focus()
  }

  const button = document.querySelector("[data-offline=ask] button")
  if (button) {
    button.addEventListener("click", () => clear(button))
    show("ask")
  }
  const keeping = off() ? Promise.resolve() : keep().catch(() => {})
})()
