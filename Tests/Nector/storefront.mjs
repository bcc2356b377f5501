// What shops' own code sends to Nector and reads of its answers, written down from public repositories and sent to a running demo
// with node's fetch. It is a transcript: every request has the fields, the body and the order that those clients send, and
// every check is of something that they read. The clients' own files are not ours to carry: with `node --require ./redirect.cjs`
// and NECTOR_TEST_BASE they can be run themselves, whatever host is written in them.
//
//     node storefront.mjs BASE_URL JSON
//
// JSON: {read, write, storefront, secret, checkout, feed, customer, workspace}

import { createHmac, randomUUID } from 'node:crypto'

const [base, text] = process.argv.slice(2)
const given = JSON.parse(text)
let passed = 0
let failed = 0

function check(good, what) {
  if (good) passed += 1
  else {
    failed += 1
    console.log(`FAIL ${what}`)
  }
}

async function send(method, path, { headers = {}, body } = {}) {
  const init = { method, headers: { ...headers } }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers['content-type'] = 'application/json'
  }
  const response = await fetch(base + path, init)
  const answer = await response.json()
  check(answer.meta?.code === response.status, `${method} ${path}: meta.code is ${answer.meta?.code}, the status ${response.status}`)
  return { status: response.status, ok: response.ok, body: answer, data: answer.data }
}

const merchant = '/api/v2/merchant'
const key = (value, source = 'web', more = {}) => ({ 'x-apikey': value, 'x-source': source, ...more })
const webhook = (id, body) => send('POST', `/api/open/integrations/customcheckoutwebhook/${id}`, { headers: { 'x-source': 'web' }, body })

/// A headless shop's checkout: list for the summary, list again with a small amount before the payment, list for the order, and
/// perform when it is paid, with another amount (bhavnahar-lucira/lucira-headless, -backend, -frontend).
async function headlessCheckout() {
  const customer = given.customer
  const summary = await webhook(given.checkout, { customer_id: customer, country: 'usa', action: 'list', amount: 124 })
  check(summary.ok && parseInt(summary.data.points_balance) > 0, `the summary lists points: ${JSON.stringify(summary.body)}`)
  check(typeof summary.data.points_label === 'string', 'the points have a label')
  const promotion = summary.data.promotions[0]
  check(typeof promotion.id === 'string' && !promotion.id.startsWith('nector_'), 'the promotion has an id of its own')
  check(typeof promotion.fiat_value === 'number' && promotion.fiat_value.toLocaleString() !== '', 'fiat_value is a number')
  check(Number(promotion.coin_value) > 0 && promotion.title.length > 0, 'coin_value and title are there')

  // The payment is refused where the same promotion is not found again at an amount of 100.
  const verified = await webhook(given.checkout, { customer_id: customer, action: 'list', amount: 100 })
  const same = verified.data.promotions?.find((item) => String(item.id) === String(promotion.id))
  check(verified.ok && same !== undefined, 'the promotion is found again at another amount')

  const order = await webhook(given.checkout, { customer_id: customer, action: 'list', amount: 120 })
  const match = order.data.promotions.find(
    (item) => String(item.coin_value) === String(promotion.coin_value) || item.id === promotion.id)
  check(Number(match.fiat_value) > 0, 'the back end finds it by coins or by id')

  // The proxy drops the status: what it passes on must say by itself that it is a refusal.
  const small = await webhook(given.checkout, { customer_id: customer, action: 'list', amount: 0 })
  check((small.body.meta.code || 200) === 422 && small.data.points_balance === undefined && small.data.available_points === undefined,
    'a refused list cannot be taken for a success')
  check('earning_rule' in small.data, 'a refused list says how to earn')

  const paid = { customer_id: customer, action: 'perform', amount: 131.5, reference_order_id: String(Date.now()), wallet_type: 'coins' }
  const first = await webhook(given.checkout, paid)
  check(first.ok, `perform after the payment, for its own amount: ${JSON.stringify(first.body)}`)
  const again = await webhook(given.checkout, paid)
  check(again.ok && JSON.stringify(again.data.item) === JSON.stringify(first.data.item), `performed twice, the answer is the first one: ${JSON.stringify(first.data)} ${JSON.stringify(again.data)}`)
}

/// A point of sale: customers by mobile, no perform without points (lucira-POS).
async function pointOfSale() {
  const headers = key(given.read, 'web', { 'x-workspaceid': given.workspace, 'content-type': 'application/json' })
  const lead = await send('GET', `${merchant}/leads/${randomUUID()}?mobile=${encodeURIComponent(given.mobile)}`, { headers })
  check(lead.ok && typeof lead.data.item.available === 'string', `a lead by mobile: ${lead.status}`)
  check('entity_id' in lead.data.item && 'wallet' in lead.data.item && 'creditwallet' in lead.data.item, 'with its wallets')
  const write = await send('POST', `${merchant}/wallettransactions`, { headers, body: { anything: true } })
  check(write.status === 403 && write.data.message === 'need nector write access api key', 'a read key writes nothing')
  const unknown = await webhook(given.checkout, { customer_id: 'shopify-1', action: 'list', amount: 20000 })
  check(unknown.status === 422 && unknown.data.message === 'No discount is available', 'somebody who is no member has no discount')
  const count = await send('GET', `${merchant}/reviews-count?reference_product_source=shopify&reference_product_id=1`, { headers })
  check(Number.isInteger(count.data.countsum.count) && Number.isInteger(count.data.countsum.sum), 'reviews are counted')
}

/// A shop's back end: customers and orders through the feed, a customer's token by digest, an activity, a review
/// (BerrybeansTech/shopo-ecom-api).
async function shopBackend() {
  const id = `custom-${randomUUID()}`
  const feed = (topic, body) =>
    send('POST', `/api/open/integrations/customwebsitewebhook/${given.feed}`, {
      headers: { 'x-custom-website-topic': topic, 'x-custom-website-delivery-id': randomUUID() }, body })
  const customer = { id, first_name: 'Nora', last_name: '', email: `${id}@mail.example`, mobile: '', country: 'usa', meta_data: [] }
  check((await feed('customer_created', customer)).ok, 'the feed takes a customer')

  const now = Math.floor(Date.now() / 1000)
  const digest = createHmac('sha256', given.secret).update(`${id}:${now}`).digest('hex')
  const headers = key(given.storefront, 'web', { 'x-timestamp': String(now), 'x-leaddigest': digest })
  const lead = await send('GET', `${merchant}/leads/random-id?customer_id=${id}`, { headers })
  check(lead.ok && lead.data.item._id, `the digest opens the customer, whose id the feed made: ${JSON.stringify(lead.body)}`)
  check(lead.data.item.customer_id === `custom_website-${id}`, 'under the prefix of a website of its own')
  const token = lead.data.lead_token ?? lead.data.item.lead_token
  check(typeof token === 'string' && token.split('.').length === 3, 'with a token for what comes next')
  const history = await send('GET', `${merchant}/wallettransactions?lead_id=${lead.data.item._id}`, {
    headers: key(given.storefront, 'web', { 'x-leadtoken': token }) })
  check(history.ok, `the token opens the history: ${JSON.stringify(history.body)}`)

  const anybody = await send('GET', `${merchant}/leads/random-id?customer_id=${id}`, { headers: key(given.storefront) })
  check(anybody.ok && anybody.data.item.email.includes('***') && !('available' in anybody.data.item) && !('wallet' in anybody.data.item),
    `without a proof it is hinted at, and tells no balance: ${JSON.stringify(anybody.body)}`)

  const order = {
    id: Date.now() % 1e9, created_at: new Date(Date.now() - 60000).toISOString(), status: 'completed', financial_status: 'paid',
    fulfillment_status: 'fulfilled', delivery_status: 'delivered', name: 'Order #1', currency: 'usd', total: 120.5,
    discount_total: 0, total_tax: 0, payment_source: 'razorpay', payment_medium: 'online', customer,
    product_lines: [{ id: '1', product_id: '77', name: 'A record', quantity: 1, price: '120.50', discount: 0 }],
    discount_lines: [], meta_data: [] }
  for (let turn = 0; turn < 2; turn += 1) {
    const sent = await feed('order_updated', order)
    check(sent.ok, `the feed takes an order: ${JSON.stringify(sent.body)}`)
  }
  const trigger = await send('POST', `${merchant}/activities`, {
    headers: key(given.write), body: { trigger_id: given.trigger, customer_id: `custom_website-${id}` } })
  check(trigger.ok && trigger.data.success === true, `an activity: ${JSON.stringify(trigger.body)}`)

  const review = await send('POST', `${merchant}/reviews`, {
    headers: key(given.read), body: {
      metadetail: { email: customer.email }, reference_product_source: 'custom_website', reference_product_id: '77', name: 'Nora',
      rating: 5, description: '', image_links: [], order_id: String(order.id) } })
  check(review.ok && review.data.item._id, `a review: ${JSON.stringify(review.body)}`)
}

/// Members brought over one by one: a duplicate is recognised by the words in its body (dk-nishwanth/Tuco-parents-circle).
async function backfill() {
  const member = { customer_id: randomUUID(), name: 'Mia Member', metadetail: { email: `${randomUUID()}@mail.example` } }
  const headers = key(given.write, 'web', { 'x-workspaceid': given.workspace })
  const made = await send('POST', `${merchant}/leads`, { headers, body: member })
  check(made.ok, `a member is made: ${JSON.stringify(made.body)}`)
  const again = await send('POST', `${merchant}/leads`, { headers, body: member })
  check(again.status === 422 && JSON.stringify(again.body).includes('Lead already exists'), 'and known from then on')
  const lead = await send('GET', `${merchant}/leads/${randomUUID()}?customer_id=${member.customer_id}`, { headers: key(given.read) })
  check(Number.isFinite(Math.floor(Number(lead.data.item.available))), 'with a balance')
}

/// A phone's app: the screen of a member, over a placeholder id that may be empty (mk0904/kiddo-babycare-v4).
async function phoneApp() {
  const lead = await send('GET', `${merchant}/leads/?customer_id=${given.customer}`, { headers: key(given.read) })
  check(lead.ok && parseFloat(lead.data.item.available) >= 0, `a lead over an empty id: ${lead.status}`)
  const id = lead.data.item._id
  const history = await send('GET', `${merchant}/wallettransactions?lead_id=${id}`, { headers: key(given.read, 'mobile') })
  check(history.ok && history.data.items.every((item) => item._id && item.operation && item.created_at), 'its history')
  const details = (await send('GET', `${merchant}/aggreegateddetails`, { headers: key(given.read, 'mobile') })).data
  check(details.businessinfos.entity.coin_name && details.businessinfos.entity.currency_code, 'the names of coin and currency')
  check(details.businessinfos.entity.quickdeploy_meta.cashback_value >= 0, 'what a coin is worth')
  check(details.actioninfos.tier_action.meta.reward_condition[lead.data.item.tier]?.bonus_factor > 0, "the tier's factor")
  check(details.integrationinfos.shopify.meta.rule.prepaidpayment_reward.coin_per_unit >= 0, 'coins for a unit of money')
  const offers = (await send('GET', `${merchant}/aggreegatedoffers?tier=default`, { headers: key(given.read, 'mobile') })).data
  check(offers.businessoffers.items[0].rule.coin_amount > 0, 'the first offer and its price')
  const triggers = (await send('GET', `${merchant}/triggers?lead_id=${id}&limit=100`, { headers: key(given.read, 'mobile') })).data
  check(triggers.items.every((item) => item._id && item.content && item.reward), 'ways to earn')
  check(triggers.activities.every((item) => item.trigger_id === item.parent_id), 'and which of them are done')
}

/// The widget: the balance from the lead's first wallet, the history by that wallet, older lists (joinnector-merchant-websdk).
async function widget() {
  const headers = key(given.read)
  const lead = (await send('GET', `${merchant}/leads/${randomUUID()}?customer_id=${given.customer}`, { headers })).data.item
  check(Number(lead.wallets[0].available) === Number(lead.available) && lead.wallets[0].reserve !== undefined, 'wallets[0]')
  const query = `wallet_id=${lead.wallets[0]._id}&lead_id=${lead._id}&page=1&limit=5&sort=created_at&sort_op=DESC`
  const history = await send('GET', `${merchant}/wallettransactions?${query}`, { headers })
  check(history.ok && history.data.items.length <= 5 && history.data.count >= history.data.items.length, 'the history of a wallet')
  const friends = await send('GET', `${merchant}/activities?lead_id=${lead._id}&event=referral_create&page=1&limit=10`, { headers })
  check(friends.ok && friends.data.items.every((item) => 'is_triggerer' in item.meta && 'is_processed' in item.meta), 'referrals, the old way')
  const entity = await send('GET', `${merchant}/entities/${lead.entity_id}`, { headers })
  check(entity.ok && entity.data.item.conversion_factor > 0, 'the merchant')
  const preflight = await fetch(base + `${merchant}/leads/x`, { method: 'OPTIONS', headers: {
    origin: given.origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-apikey,x-source' } })
  const allowed = (preflight.headers.get('access-control-allow-headers') ?? '').toLowerCase()
  check(preflight.headers.get('access-control-allow-origin') === given.origin, 'a page of the brand may call')
  check(['x-apikey', 'x-source', 'x-leadtoken', 'x-leaddigest', 'x-timestamp'].every((name) => allowed.includes(name)), 'with its fields')
}

for (const client of [headlessCheckout, pointOfSale, shopBackend, backfill, phoneApp, widget]) {
  try {
    await client()
  } catch (error) {
    check(false, `${client.name}: ${error.stack}`)
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed || !passed ? 1 : 0)
