// Sends what a client sends to Nector's hosts to NECTOR_TEST_BASE instead, and nothing anywhere else:
//
//     NECTOR_TEST_BASE=http://127.0.0.1:8080 node --require ./redirect.cjs client.js

const base = process.env.NECTOR_TEST_BASE
const local = new URL(base).host

function redirected(address) {
  const url = new URL(address)
  if (url.host === local) return address
  if (!/(^|\.)nector\.io$/.test(url.hostname)) throw new Error(`blocked: ${url.host}`)
  return base + url.pathname + url.search
}

const real = globalThis.fetch
globalThis.fetch = (input, init) =>
  typeof input === 'string' || input instanceof URL
    ? real(redirected(String(input)), init)
    : real(new Request(redirected(input.url), input), init)

// axios, where it is there, keeps its own way out.
try {
  const axios = require('axios')
  axios.interceptors.request.use((request) => {
    const address = new URL(request.url, request.baseURL ?? undefined)
    return { ...request, baseURL: undefined, url: redirected(String(address)) }
  })
} catch {}
