"""The walk through every operation of the contract, in an order in which each finds what it needs; what it hears is
recorded by record_examples.py.
"""

import datetime
import uuid

# The screens of getScreen that need nothing but their name.
SCREENS = ["home", "wallet", "history", "earn", "redeem", "vip", "referrals", "coupons"]
# What is bought in the examples: two records, of which one is reduced, and a gift card.
LINES = [
    {"line_id": "1", "product_id": "lp-4711", "collections": ["vinyl"], "quantity": 2, "amount": 2100, "discount": 300},
    {"line_id": "2", "product_id": "gift-card-25", "quantity": 1, "amount": 2500},
]


def minutes_ago(minutes):
    """An instant of just now: the demo's campaign begins a day before it, whenever that is."""
    instant = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def record(recorder):
    """The walk through every operation, in an order in which each finds what it needs."""
    record_operations(recorder)
    shopper = record_customer(recorder)
    record_shop(recorder, shopper)
    record_lines(recorder, shopper)
    record_checkout(recorder, shopper)
    record_reads(recorder)
    record_referral(recorder, shopper)
    record_coupons(recorder, shopper)
    record_triggers(recorder, shopper)
    record_reasons(recorder, shopper)
    record_refusals(recorder, shopper)
    record_pools(recorder, shopper)
    record_review(recorder, shopper)
    record_product_reviews(recorder, shopper)
    record_people(recorder)
    record_programmes(recorder)
    record_keys(recorder)
    record_connectors(recorder, shopper)
    record_runs(recorder)
    record_logs(recorder, shopper)


def record_operations(recorder):
    recorder.call("getHealth", "nobody", summary="The process is alive")
    recorder.call("getReadiness", "nobody", summary="The service takes requests")
    recorder.call("getMetrics", "nobody", summary="The first lines of the metrics")
    recorder.call("getContract", "nobody", summary="The first lines of this document")
    recorder.call("getProblemPage", "nobody", code="insufficient_coins", summary="The page of one code")
    recorder.call("getProgramSchema", "nobody", summary="The first lines of the schema")
    recorder.call("getProgram", "read", summary="The demo's programme")
    recorder.call("getGuestScreen", "read", summary="What a shopper sees before signing in")
    products = [{"product_id": "lp-4711", "collections": ["vinyl"], "amount": 2499},
                {"product_id": "gift-card-25", "amount": 2500}]
    recorder.call("listBadges", "read", {"products": products}, summary="Double coins on vinyl, none on gift cards")


def record_customer(recorder):
    shopper = f"shopper-{recorder.run}"
    body = {"name": "Asha Rao", "email": f"asha.rao.{recorder.run}@example.com", "mobile": "+14155550123",
            "locale": "en-US", "birthday": "1994-05-17"}
    recorder.call("putCustomer", "shop", body, customer_id=shopper, summary="A new customer")
    recorder.call("putCustomer", "shop", {"locale": "de"}, customer_id=shopper, request_name="change",
                  summary="One field changes, the others stay")
    recorder.call("putCustomer", "shop", {"locale": "en-US"}, customer_id=shopper, request_name=False)
    recorder.call("getCustomer", "shop", customer_id=shopper, summary="The customer's record")
    answer = recorder.call("mintCustomerToken", "shop", {"expires_in": 3600}, customer_id=shopper,
                           summary="A token for an hour")
    if answer.status_code == 201:
        recorder.hide(answer.json()["token"], "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtYWRlLXVwIn0.another-signature")
    return shopper


def record_shop(recorder, shopper):
    order = {"customer_id": shopper, "state": "paid", "placed_at": minutes_ago(90), "currency": "USD",
             "total": 2933, "subtotal": 2800, "revision": 1}
    name = f"order-{recorder.run}"
    recorder.call("putOrder", "shop", order, order_id=name, summary="A paid order earns coins")
    recorder.call("putOrder", "shop", order | {"state": "delivered", "revision": 2}, order_id=name,
                  request_name="delivered", summary="The order moves on; nothing more is earned")
    recorder.call("getOrder", "shop", order_id=name, summary="The order with its award")
    refund = {"refund_id": "refund-1", "amount": 1000}
    recorder.call("refundOrder", "shop", refund, order_id=name, summary="A part of the money goes back")
    recorder.call("refundOrder", "shop", refund, order_id=name, request_name=False, summary="The same refund again")
    recorder.call("refundOrder", "shop", {"refund_id": "refund-2", "amount": 5000}, order_id=name, request_name=False,
                  summary="More than is left")
    recorder.call("putOrder", "shop", order | {"currency": "EUR"}, order_id=name, summary="Another currency")
    credit = {"coins": 2500, "note": "Apology for a late parcel"}
    recorder.call("createTransaction", "shop", credit, "?dry_run=true", customer_id=shopper,
                  summary="What a credit would do")
    recorder.call("createTransaction", "shop", credit, customer_id=shopper, summary="A credit by hand")
    recorder.call("createTransaction", "shop", {"wallet": "credits", "coins": 500, "note": "Returned a record"},
                  customer_id=shopper, request_name="credits", summary="Store credit, in minor units")
    recorder.call("createTransaction", "shop", {"coins": -999999, "note": "More than there is"},
                  customer_id=shopper, summary="A debit of more than there is")


def record_reads(recorder):
    me = recorder.demo.customer_id
    recorder.call("getBalance", "app", customer_id=me, summary="Both wallets")
    page = recorder.call("listTransactions", "app", None, "?limit=2", customer_id=me, summary="The first page")
    items = page.json().get("items") or [{"id": "coins-1"}]
    recorder.call("getTransaction", "app", customer_id=me, transaction_id=items[-1]["id"], summary="One entry")
    recorder.call("explainTransaction", "app", customer_id=me, transaction_id=items[-1]["id"],
                  summary="Why this many coins")
    recorder.call("getTier", "app", customer_id="me", summary="The customer of the token")
    for screen in SCREENS:
        recorder.call("getScreen", "app", customer_id=me, screen=screen, name=screen,
                      summary=f"The {screen} screen of the demo's customer")
    recorder.call("getScreen", "app", None, "?product_id=lp-4711&amount=2499&collections=vinyl", customer_id=me,
                  screen="product", name="product", summary="A product, with the coins that it would earn")
    cart = {"currency": "USD", "total": 5000, "subtotal": 4600, "shipping": 400, "lines": LINES}
    recorder.call("previewCart", "app", cart, customer_id=me, summary="A cart of a record and a gift card")
    recorder.call("listLots", "app", None, "?limit=2", customer_id=me, summary="The lots that are spent first")


def record_referral(recorder, shopper):
    friend = f"friend-{recorder.run}"
    recorder.call("putCustomer", "shop", {"name": "Ben Miller"}, customer_id=friend, request_name=False)
    code = recorder.call("getCustomer", "shop", customer_id=shopper).json().get("referral_code", "NOTTHERE")
    claim = {"code": code}
    recorder.call("claimReferral", "shop", claim, customer_id=friend, summary="A friend enters the code")
    other = recorder.call("getCustomer", "shop", customer_id=recorder.demo.customer_id).json().get("referral_code", "")
    recorder.call("claimReferral", "shop", {"code": other}, customer_id=friend, request_name=False,
                  summary="A code is entered once")
    recorder.call("listReferrals", "shop", customer_id=shopper, summary="One friend has joined")


def record_coupons(recorder, shopper):
    redeem = {"reward_id": "choose-your-own", "amount": 500}
    recorder.call("redeemReward", "shop", redeem, "?dry_run=true", customer_id=shopper, request_name=False,
                  summary="What it would cost; the code is masked")
    key = {"Idempotency-Key": f"record-{recorder.run}"}
    answer = recorder.call("redeemReward", "shop", redeem, customer_id=shopper, request_name="variable",
                           headers=key, summary="The customer chooses the amount")
    again = recorder.call("redeemReward", "shop", redeem, customer_id=shopper, request_name=False, headers=key)
    if again.content != answer.content or again.headers.get("Idempotent-Replayed") != "true":
        recorder.faults.append("redeemReward: a repeat is the first answer again, with Idempotent-Replayed: true")
    bought = answer.json()
    kept = recorder.call("redeemReward", "shop", {"reward_id": "five-off"}, customer_id=shopper,
                         request_name="fixed", summary="A reward of a fixed price").json()
    recorder.call("redeemReward", "shop", {"reward_id": "choose-your-own", "coins": 5000}, customer_id=shopper,
                  summary="More than the customer has")
    if "coupon" not in bought or "coupon" not in kept:
        return
    cart = {"customer_id": shopper, "order_id": f"order-{recorder.run}-2", "cart_amount": 4000, "currency": "USD"}
    code = bought["coupon"]["code"]
    recorder.call("verifyCoupon", "shop", cart, code=code, summary="The code is good for this cart")
    recorder.call("useCoupon", "shop", cart, code=code, summary="The order uses the code up")
    recorder.call("verifyCoupon", "shop", cart | {"order_id": f"order-{recorder.run}-3"}, code=code,
                  summary="A code is used once")
    coupon = kept["coupon"]["id"]
    recorder.call("cancelCoupon", "shop", customer_id=shopper, coupon_id=coupon, summary="The coins come back")
    recorder.call("cancelCoupon", "shop", customer_id=shopper, coupon_id=coupon,
                  summary="A cancelled coupon stays cancelled")
    recorder.call("confirmCouponCancelled", "shop", code=code, summary="A used code is not being cancelled")
    recorder.call("listCoupons", "shop", customer_id=shopper, summary="One used, one cancelled")
    for made in (bought, kept):
        prefix, _, letters = made["coupon"]["code"].rpartition("-")
        recorder.hide(letters, "MADEVPC0DE" + ("12" if made is bought else "34"))


def record_triggers(recorder, shopper):
    trigger = recorder.demo.trigger_id
    install = {"customer_id": shopper, "device_id": f"device-{recorder.run}"}
    recorder.call("fireTrigger", "shop", install, trigger_id=trigger, name="awarded",
                  summary="The first install earns coins")
    recorder.call("fireTrigger", "shop", install, trigger_id=trigger, name="not_awarded", request_name=False,
                  summary="A reinstall earns nothing")
    path = recorder.demo.postback_path
    if path:
        signature = path.split("/")[-1]
        recorder.hide(signature.split(".")[-1], "A" * 43)
        fields = {"customer_id": shopper, "device_id": f"device-{recorder.run}", "event_id": str(uuid.uuid4())}
        query = "?" + "&".join(f"{name}={value}" for name, value in fields.items())
        recorder.call("receivePostback", "nobody", None, query, trigger_id=trigger, signature=signature,
                      summary="The app had reported the install already")
        recorder.call("receivePostbackBody", "nobody", fields, trigger_id=trigger, signature=signature,
                      summary="The same event again")


def record_refusals(recorder, shopper):
    """One real answer of every refusal that can be had by asking."""
    demo = recorder.demo
    me = demo.customer_id
    redeem = {"reward_id": "five-off"}
    recorder.call("redeemReward", "app", redeem, customer_id=me, key=False, summary="No Idempotency-Key")
    recorder.call("getBalance", "nobody", customer_id=me, summary="No key")
    recorder.call("getCustomer", "read", customer_id=me, summary="A read key where a write key is needed")
    recorder.call("getBalance", "shop", customer_id="nobody-knows-me", summary="An unknown customer")
    recorder.call("getBalance", "app", customer_id=me, headers={"Accept": "image/png"}, summary="Only JSON")
    recorder.call(
        "getBalance", "app", customer_id=me, headers={"If-Match": '"another"'}, summary="Another state than the one there")
    recorder.call("putOrder", "shop", "x" * (4 * 1024 * 1024 + 1), order_id="1", summary="More than 4 MiB",
                  headers={"Content-Type": "application/json"})
    recorder.call("getProgram", "read", None, "?" + "x" * (16 * 1024), summary="A target of more than 16 KiB")
    recorder.call("putOrder", "shop", "total=1", order_id="1", summary="A form instead of JSON",
                  headers={"Content-Type": "application/x-www-form-urlencoded"})
    recorder.call("putOrder", "shop", {"customer_id": "short", "totl": 1}, order_id="1", summary="Every fault is named")
    recorder.call("getProgram", "read", headers={"X-Filler": "x" * (64 * 1024)}, summary="More than 64 KiB of header")


def record_lines(recorder, shopper):
    """An order with lines; what of it comes back."""
    order = {"customer_id": shopper, "state": "paid", "placed_at": minutes_ago(30), "currency": "USD",
             "total": 4700, "subtotal": 4600, "tax": 0, "shipping": 400, "lines": LINES, "revision": 1}
    name = f"order-{recorder.run}-lines"
    recorder.call("putOrder", "shop", order, order_id=name, request_name="lines", name="lines",
                  summary="Every line earns by its rules")
    refund = {"refund_id": "refund-1", "lines": [{"line_id": "1", "quantity": 1}], "as_store_credit": True}
    recorder.call("refundOrder", "shop", refund, order_id=name, request_name="lines", name="lines",
                  summary="One unit comes back, for store credit")
    recorder.call("explainOrder", "shop", order_id=name, summary="Why the order earned what it did")
    recorder.call("listEvents", "shop", None, "?limit=2", summary="How it began")


def record_checkout(recorder, shopper):
    """Quotes, and the holds that follow them."""
    cart = {"channel": "app", "currency": "USD", "total": 4000, "coins": 500}
    quote = recorder.call("createQuote", "shop", cart, customer_id=shopper, summary="What 500 coins would take off")
    quote_id = quote.json()["quote_id"]
    recorder.hide(quote_id, "quote-made-up-" + "A" * 16)
    recorder.call("createQuote", "shop", cart | {"currency": "EUR"}, customer_id=shopper, summary="Another currency")
    recorder.call("explainQuote", "shop", customer_id=shopper, quote_id=quote_id, summary="Why it is this much")
    wanted = {"quote_id": quote_id}
    recorder.call("createHold", "shop", wanted, "?dry_run=true", customer_id=shopper, summary="What would be set aside")
    hold = recorder.call("createHold", "shop", wanted, customer_id=shopper, summary="What was quoted is set aside")
    hold_id = hold.json()["hold"]["id"]
    recorder.call("getHold", "shop", hold_id=hold_id, summary="A hold that is open")
    recorder.call("releaseHold", "shop", {"coins": 100}, hold_id=hold_id, summary="A part goes back")
    recorder.call("commitHold", "shop", {"order_id": f"order-{recorder.run}-4"}, hold_id=hold_id,
                  summary="The order is placed")
    recorder.call("releaseHold", "shop", hold_id=hold_id, summary="A hold that has paid is over")


def record_reasons(recorder, shopper):
    """Why nothing was awarded, and what customers ask."""
    recorder.call("listNonAwards", "shop", None, "?limit=1", customer_id=shopper, summary="A reinstall earns nothing")
    recorder.call("reportSupportTicket", "shop", {"topic": "redemption", "customer_id": shopper},
                  summary="Somebody asked about redemption")


def record_pools(recorder, shopper):
    """Codes of the brand's own, and a code that the shop has to switch off."""
    codes = {"codes": [f"HALL-{recorder.run.upper()}-{number}" for number in (1, 2)]}
    recorder.call("addCodes", "admin", codes, reward_id="concert-voucher", summary="Two codes more")
    file = f"code\r\nHALL-{recorder.run.upper()}-3\r\n"
    recorder.call("addCodes", "admin", file, reward_id="concert-voucher", headers={"Content-Type": "text/csv"},
                  summary="One code a line")
    recorder.call("getCodes", "admin", reward_id="concert-voucher", summary="How many are left")
    gift = {"coins": 2000, "note": "For the examples"}
    recorder.call("createTransaction", "shop", gift, customer_id=shopper, request_name=False)
    bought = recorder.call("redeemReward", "shop", {"reward_id": "fifteen-percent"}, customer_id=shopper,
                           request_name="percentage", name="percentage", summary="A percentage with its maximum").json()
    code = bought["coupon"]["code"]
    recorder.hide(code.rpartition("-")[2], "MADEVPC0DE56")
    recorder.call("cancelCoupon", "shop", customer_id=shopper, coupon_id=bought["coupon"]["id"], name="cancelling",
                  summary="The shop knows the code: the coins wait for its word")
    recorder.call("confirmCouponCancelled", "shop", code=code, summary="The code is off; the coins come back")


def record_review(recorder, shopper):
    """Two friends by the same name as the one who brought them; one is let through."""
    code = recorder.call("getCustomer", "shop", customer_id=shopper).json()["referral_code"]
    for number in (1, 2):
        friend = f"namesake-{recorder.run}-{number}"
        recorder.call("putCustomer", "shop", {"name": "Asha Rao"}, customer_id=friend, request_name=False)
        recorder.call("claimReferral", "shop", {"code": code}, customer_id=friend, request_name=False)
    page = recorder.call("listAllReferrals", "admin", None, "?state=review&limit=2", summary="What waits for a person")
    first, second = (item["id"] for item in page.json()["items"])
    recorder.call("approveReferral", "admin", {"reason": "Father and son"}, referral_id=first, summary="It goes on")
    recorder.call("rejectReferral", "admin", {"reason": "One person"}, referral_id=second, summary="It ends here")
    recorder.call("rejectReferral", "admin", {"reason": "One person"}, referral_id=first, summary="Decided otherwise")


def record_product_reviews(recorder, shopper):
    """Two reviews that came through the Nector dialect; one is shown."""
    key = recorder.demo.send("admin", "POST", "/v1/admin/keys", {"kind": "read", "dialect": "nector"}).json()
    email = recorder.call("getCustomer", "shop", customer_id=shopper).json()["email"]
    for product, text in (("414", "The quiet side is the better one"), ("415", "Arrived scratched")):
        body = {"metadetail": {"email": email}, "reference_product_source": "custom_website",
                "reference_product_id": f"{recorder.run}-{product}", "name": "Asha R.", "rating": 4, "description": text}
        fields = {"x-apikey": key["key"], "x-source": "web", "Content-Type": "application/json"}
        recorder.demo.send("shop", "POST", "/api/v2/merchant/reviews", body, headers=fields)
    page = recorder.call("listReviews", "admin", None, "?limit=2", summary="What waits for a person").json()
    first, second = (item["id"] for item in page["items"])
    recorder.call("approveReview", "admin", {"featured": True}, review_id=first, summary="Shown, and rewarded")
    recorder.call("rejectReview", "admin", review_id=second, summary="Shown to nobody")


def record_people(recorder):
    """Two records of one person, found, blocked, merged, taken apart and erased."""
    one, two = (f"double-{recorder.run}-{number}" for number in (1, 2))
    for customer in (one, two):
        recorder.call("putCustomer", "shop", {"name": f"Dora Bell {recorder.run}"}, customer_id=customer,
                      request_name=False)
        recorder.call("createTransaction", "shop", {"coins": 100, "note": "Welcome"}, customer_id=customer,
                      request_name=False)
    recorder.call("searchCustomers", "admin", None, f"?query=Dora+Bell+{recorder.run}", summary="By a part of the name")
    reason = {"reason": "Cards that were not hers"}
    recorder.call("blockCustomer", "admin", reason, customer_id=two, summary="No more coins, in or out")
    recorder.call("unblockCustomer", "admin", {"reason": "It was a mistake"}, customer_id=two, summary="All is as before")
    recorder.call("getCustomerDetail", "admin", customer_id=two, summary="What administration sees")
    other = {"customer_id": two}
    recorder.call("mergeCustomers", "shop", other, "?dry_run=true", customer_id=one, summary="What it would come to")
    merged = recorder.call("mergeCustomers", "shop", other, customer_id=one, summary="The second becomes the first")
    recorder.call("mergeCustomers", "shop", other, customer_id=one, summary="They are the same already")
    recorder.call("undoMerge", "shop", customer_id=one, merge_id=merged.json()["merge"]["id"], summary="Two again")
    recorder.call("undoMerge", "shop", customer_id=one, merge_id=merged.json()["merge"]["id"],
                  summary="It was undone before")
    recorder.call("eraseCustomer", "shop", customer_id=two, summary="The person is forgotten, the sums stay")


def record_programmes(recorder):
    """A draft from its beginning to its publication, and back."""
    newest = recorder.call("listProgrammeVersions", "admin", None, "?limit=1", summary="The newest version").json()
    version = newest["items"][0]["version"]
    whole = recorder.call("getProgrammeVersion", "admin", version=str(version),
                          summary="One version; of the document only the beginning").json()["document"]
    draft = recorder.call("createDraft", "admin", {"name": "Reviews earn more", "from_version": version},
                          summary="A draft begins as a version").json()["id"]
    recorder.call("validateProgramme", "admin", {"document": {"schema": 1, "currency": "USD"}},
                  summary="Every fault, with its place")
    changed = whole | {"triggers": [trigger | ({"coins": trigger["coins"] + 5} if trigger["id"] == "review" else {})
                                    for trigger in whole["triggers"]]}
    change = {"name": "Reviews earn more", "document": changed, "revision": 1}
    recorder.call("updateDraft", "admin", change, draft_id=draft, summary="The whole document, changed")
    recorder.call("updateDraft", "admin", change, draft_id=draft, summary="It has changed meanwhile")
    recorder.call("getDraft", "admin", draft_id=draft, summary="A draft; of the document only the beginning")
    recorder.call("listDrafts", "admin", summary="The drafts without their documents")
    recorder.call("compareProgrammes", "admin", None, f"?from=version-{version}&to={draft}", summary="One number differs")
    recorder.call("publishDraft", "admin", {"expected_version": version + 1}, draft_id=draft,
                  summary="Another version is the newest")
    recorder.call("publishDraft", "admin", {"expected_version": version}, draft_id=draft, summary="It is in force")
    again = recorder.call("createDraft", "admin", {"from_version": version + 1}, request_name=False).json()["id"]
    recorder.call("publishDraft", "admin", {}, draft_id=again, request_name=False, summary="It was in force already")
    recorder.call("restoreProgrammeVersion", "admin", {"expected_version": version + 1}, version=str(version),
                  summary="An older document as a new version")
    recorder.call("restoreProgrammeVersion", "admin", {}, version=str(version), request_name=False,
                  summary="It is in force already")
    for name in (draft, again):
        recorder.call("deleteDraft", "admin", draft_id=name, summary="The draft is gone")


def record_keys(recorder):
    """A key from its making to its end, and the sandbox's clock."""
    made = recorder.call("createKey", "admin", {"kind": "read", "label": f"Web shop {recorder.run}", "server": True},
                         summary="The text is told here and nowhere else").json()
    recorder.hide(made["key"], "lbr_live_AAAAmade-up-server-keyAAAAAAAAAA")
    turned = recorder.call("rotateKey", "admin", {"overlap_seconds": 3600}, key_id=made["id"],
                           summary="The old one is good for an hour more").json()["key"]
    recorder.hide(turned["key"], "lbr_live_AAAAmade-up-next-keyAAAAAAAAAAAA")
    for key in (made, turned):
        recorder.call("revokeKey", "admin", key_id=key["id"], summary="It ends at once")
    recorder.call("rotateKey", "admin", {}, key_id=made["id"], request_name=False, summary="A key that has ended")
    recorder.call("listKeys", "admin", summary="Every key, ended ones too")
    recorder.call("getSandboxClock", "tester", summary="The sandbox's time")
    recorder.call("moveSandboxClock", "tester", {"advance_seconds": 86400}, summary="A day forward")
    recorder.call("moveSandboxClock", "admin", {"advance_seconds": 86400}, summary="The live clock stands")


def record_connectors(recorder, shopper):
    """Checkouts from their set-up to a call and back."""
    recorder.call("getConnector", "admin", checkout="custom_checkout", summary="Nobody has set it up yet")
    made = webhook_id(recorder, "custom_checkout", "The id is told here and nowhere else", "AAAAmade-up-own-checkout-idAAAAA")
    recorder.call("initialiseConnector", "admin", connector="custom_checkout", summary="It has its id already")
    cart = {"customer_id": shopper, "currency": "USD", "total": 4000}
    call = lambda body, **more: recorder.call("callCheckout", "nobody", body, webhook_id=made, **more)
    call({"action": "list"} | cart, name="list", request_name="list", summary="What coins take off the cart")
    perform = {"action": "perform", "coins": 100, "reference": f"cart-{recorder.run}"} | cart
    call(perform, name="perform", request_name="perform", summary="100 coins are held until the order is known")
    call(perform | {"order_id": f"order-{recorder.run}-9"}, name="committed", request_name="committed",
         summary="The same with its order: the hold has paid")
    call({"action": "revert", "customer_id": shopper, "reference": f"cart-{recorder.run}"}, name="revert",
         request_name="revert", summary="The payment failed: the coins come home")
    call(perform, summary="After a revert, the next try sends the next attempt")
    settings = {"heading": "Use your coins", "prepaid_discount": True, "record_points_payment": True}
    shown = {"heading": "Use your coins", "logo_url": "https://cdnow.example/coin.png", "record_points_payment": True}
    recorder.call("updateConnector", "admin", shown, checkout="gokwik", summary="What the checkout shows")
    recorder.call("updateShiprocketConnector", "admin", settings, summary="What the checkout shows")
    recorder.call("getShiprocketConnector", "admin", summary="Set up in part")
    recorder.call("updateOrderFeed", "admin", {"allowed_ips": ["198.51.100.7"]}, summary="Only the shop may tell of orders")
    recorder.call("getOrderFeed", "admin", summary="Nobody has asked for its id yet")
    recorder.call("updateOrderFeed", "admin", {"allowed_ips": []}, request_name=False, name="anybody",
                  summary="Whoever knows the id")
    webhook_id(recorder, "shiprocket", "With the message to Shiprocket's support", "AAAAmade-up-shiprocket-idAAAAAAA",
               name="shiprocket")
    recorder.call("confirmConnector", "admin", connector="shiprocket", summary="They have set it up")
    recorder.call("confirmConnector", "admin", connector="gokwik", summary="It has no id yet")
    turned = recorder.call("rotateConnector", "admin", {"overlap_seconds": 3600}, connector="custom_checkout",
                           summary="The old id is good for an hour more").json()["webhook_id"]
    recorder.hide(turned, "lbh_live_AAAAmade-up-own-next-idAAAAAAAAA")
    recorder.call("changeConnectorRule", "admin", {"same_as_app": True}, "?dry_run=true", connector="gokwik",
                  summary="What would change if it were the app's")
    recorder.call("changeConnectorRule", "admin", {"rule": {}}, connector="webhook", request_name=False,
                  summary="The order feed redeems nothing")
    address = {"allowed_ips": ["203.0.113.0/24", "2001:db8::1"]}
    recorder.call("updateConnector", "admin", address, checkout="custom_checkout", request_name="addresses",
                  name="addresses", summary="Whose calls are answered")
    call({"action": "list"} | cart, request_name=False, summary="A call from anywhere else")
    recorder.call("updateConnector", "admin", {"allowed_ips": []}, checkout="custom_checkout", request_name=False,
                  name="anybody", summary="Whoever knows the id")
    recorder.call("listConnectors", "admin", summary="All of them")


def webhook_id(recorder, connector, summary, made_up, name=None):
    """A connector's first id, or the next one where the demo was walked before."""
    answer = recorder.call("initialiseConnector", "admin", connector=connector, summary=summary, name=name)
    if answer.status_code == 409:
        answer = recorder.demo.send("admin", "POST", f"/v1/admin/connectors/{connector}/rotate", {"overlap_seconds": 0})
    text = answer.json()["webhook_id"]
    recorder.hide(text, "lbh_live_" + made_up)
    return text


def record_runs(recorder):
    """What takes its time: a what-if run and a brand test."""
    newest = recorder.demo.send("admin", "GET", "/v1/admin/programme/versions?limit=1").json()["items"][0]["version"]
    draft = recorder.demo.send("admin", "POST", "/v1/admin/programme/drafts", {"from_version": newest}).json()["id"]
    wanted = {"draft_id": draft, "months": 120}
    run = recorder.call("startSimulation", "admin", wanted, summary="A draft, over the last ten years").json()["id"]
    recorder.call("startSimulation", "admin", wanted, summary="One at a time")
    recorder.wait_for("getSimulation", lambda run: run["state"] != "running", simulation_id=run)
    recorder.call("getSimulation", "admin", simulation_id=run, summary="What would have been otherwise")
    recorder.call("listSimulations", "admin", summary="The newest runs")
    recorder.call("cancelSimulation", "admin", simulation_id=run, summary="It was done before")
    recorder.demo.send("admin", "DELETE", f"/v1/admin/programme/drafts/{draft}")
    test = recorder.call("startBrandTest", "admin", {}, summary="The published programme").json()["id"]
    recorder.call("startBrandTest", "admin", {}, summary="One at a time")
    recorder.wait_for("getBrandTest", lambda test: test["state"] != "running", brand_test_id=test)
    recorder.call("getBrandTest", "admin", brand_test_id=test, summary="Every check, with its evidence; here the first two")
    recorder.call("listBrandTests", "admin", summary="The newest tests")
    check = recorder.call("startConnectorCheck", "admin", {}, connector="gokwik", summary="Before it goes live").json()["id"]
    recorder.wait_for("getConnectorCheck", lambda check: check["state"] != "running", connector="gokwik", check_id=check)
    recorder.call("getConnectorCheck", "admin", connector="gokwik", check_id=check,
                  summary="Every point, with its evidence; here the first two")
    recorder.call("listConnectorChecks", "admin", connector="gokwik", summary="The newest checks")
    recorder.call("startConnectorCheck", "admin", {}, connector="webhook", request_name=False,
                  summary="The order feed takes no coins")


def record_logs(recorder, shopper):
    # Calls are counted, and logged, a moment after their answers.
    recorder.wait_for("getMeasures", lambda measures: measures["checkouts"])
    recorder.call("getMeasures", "admin", summary="The last thirty days")
    recorder.call("listAuditLog", "admin", None, "?limit=2", summary="The newest acts")
    recorder.call("searchAPILog", "admin", None, f"?limit=2&customer={shopper}", summary="What was asked about a customer")
