// The service worker: keeps pages that she opened on her own phone, so that they open without a network.
// Nothing is kept but pages for visitors and their files; never a search, whose address holds what she typed, nor a
// page that holds what she told.
const NAME = "fair-passage-1"
const MOST = 900000 // bytes of bodies; with their heads this stays under a megabyte
const WAIT = 6000 // milliseconds after which a page that is kept is shown rather than waited for

const TAKEN = /\.(pdf|html|ics|atom)$/ // files are saved by her, not here
const STAFF = /^\/(desk|api|telegram|healthz|readyz|metrics)(\/|$)/ // other rooms of this address: not ours to touch
const ours = (url) => url.origin === location.origin && !STAFF.test(url.pathname)
const file = (url) => url.pathname.startsWith("/static/")
const kept = (url) => ours(url) && !url.search && (file(url) || /^\/([a-z]{2,3}(\/.*)?)?$/.test(url.pathname)) 
  && !TAKEN.test(url.pathname)

self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name)
  await clients.claim()
})()))

let stopped = false // she removed everything: what is still under way is not kept

// One after the other, so that the sum of what is kept is true.
let queue = Promise.resolve()
const inTurn = (work) => (queue = queue.then(work, work))

async function put(request, response) {
  const body = await response.arrayBuffer()
  if (stopped) return
  const headers = new Headers(response.headers)
  headers.delete("Content-Encoding")
  headers.delete("Vary") // one body for every browser header, so the newer takes the older one's place, at the end
  headers.set("Content-Length", body.byteLength)
  const cache = await caches.open(NAME)
  await cache.put(request, new Response(body, { status: response.status, headers }))
  await trim(cache)
}

// The oldest pages go first; the few files that all pages need go last.
async function trim(cache) {
  const entries = []
  for (const request of await cache.keys()) {
    const found = await cache.match(request, { ignoreVary: true })
    entries.push({ request, last: file(new URL(request.url)), size: Number(found.headers.get("Content-Length")) || 0 })
  }
  let sum = entries.reduce((all, one) => all + one.size, 0)
  entries.sort((one, other) => one.last - other.last)
  while (sum > MOST && entries.length) {
    const oldest = entries.shift()
    sum -= oldest.size
    await cache.delete(oldest.request, { ignoreVary: true })
  }
}

const match = (request) => caches.match(request, { ignoreVary: true, cacheName: NAME })

async function fetched(request) {
  const response = await fetch(request)
  const url = new URL(request.url)
  const page = response.headers.has("Content-Language") // only the pages for visitors say their language
  const hers = (response.headers.get("Cache-Control") || "").includes("no-store") // it holds what she told
  if (response.ok && response.type === "basic" && kept(url) && (page || file(url)) && !hers) {
    const copy = response.clone()
    inTurn(() => put(request.url, copy)).catch(() => {})
  }
  return response
}

// A page from the phone says that it is one.
async function shown(found) {
  const text = (await found.text()).replace('data-offline="here" hidden', 'data-offline="here"')
  return new Response(text, { status: found.status, headers: found.headers })
}

// Without a network, in the place of what is not kept stands the menu of its language, where that is kept.
async function instead(url, error) {
  const menu = await match(`${location.origin}/${url.pathname.split("/")[1]}`)
  if (!menu) throw error
  return shown(menu)
}

async function page(request) {
  const url = new URL(request.url)
  const known = kept(url) && await match(request.url)
  if (!known) return fetched(request).catch((error) => instead(url, error))
  let late
  const waited = new Promise((done) => { late = setTimeout(done, WAIT) })
  try {
    const fresh = await Promise.race([fetched(request), waited])
    return fresh || shown(known)
  } catch {
    return shown(known)
  } finally {
    clearTimeout(late)
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== "GET" || !ours(url)) return
  if (event.request.mode === "navigate") event.respondWith(page(event.request))
  else if (file(url)) event.respondWith(match(event.request.url).then((found) => found || fetched(event.request)))
})

async function clear(port) {
  stopped = true
  await inTurn(() => caches.delete(NAME))
  port.postMessage("cleared")
}

self.addEventListener("message", (event) => {
  if (event.data && event.data.clear) return event.waitUntil(clear(event.ports[0]))
  const wanted = (event.data && event.data.keep || []).filter((one) => kept(new URL(one)))
  event.waitUntil(Promise.all(wanted.map(async (one) => {
    const known = file(new URL(one)) && await match(one)
    if (!known) await fetched(new Request(one, { credentials: "omit" })).catch(() => {})
  })).then(() => queue))
})
