-- The request that wrk sends.
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = '{"text":"my card was charged twice and I need a refund today please"}'
