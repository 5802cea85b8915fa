#include "buyer/transport.h"

#include "base/arena.h"
#include "base/log.h"
#include "net/http_client.h"

enum { ANSWER_LIMIT = 256 * 1024 };

static const char *verdict_of(struct arena *arena, const struct answer *answer)
{
    return answer->problem != NULL ? answer->problem
                                   : arena_printf(arena, "%d %s", answer->code, answer->text);
}

static void remember(struct arena *arena, struct desk *desk, const struct transport *transport,
                     const struct net_reply *reply, const struct answer *answer)
{
    struct exchange exchange = {.punchout = transport->punchout,
                                .requisition = transport->requisition,
                                .title = transport->title,
                                .url = transport->url,
                                .request = transport->document,
                                .verdict = verdict_of(arena, answer),
                                .http_status = reply->status,
                                .elapsed_us = reply->elapsed_us};
    if (reply->body.data != NULL)
        exchange.response = arena_text_n(arena, (const char *)reply->body.data, reply->body.size);
    desk_lock(desk);
    desk_add_exchange(desk, &exchange);
    desk_unlock(desk);
}

struct answer transport_send(struct arena *arena, struct desk *desk, const struct log *log,
                             const struct transport *transport)
{
    /* Coupa waits 60 seconds for an order (INTEROP C11). Where the supplier is was said on the
     * command line and checked there, so a private address is what was meant. */
    struct net_request request = {.method = "POST",
                                  .url = transport->url,
                                  .content_type = "text/xml; charset=utf-8",
                                  .body = bytes_of(transport->document),
                                  .total_timeout_us = 60 * TIME_SECOND_US,
                                  .response_limit = ANSWER_LIMIT,
                                  .allow_private_addresses = true};
    struct net_reply reply = {0};
    struct fault fault = {0};
    enum status st = net_http(arena, &request, &reply, &fault);
    struct answer answer = transport->setup ? answer_read_setup(arena, st, &reply, &fault)
                                            : answer_read(arena, st, &reply, &fault);
    remember(arena, desk, transport, &reply, &answer);
    log_write(log, answer.outcome == ANSWER_OK ? LOG_INFO : LOG_WARNING, transport->title,
              LOG_FIELDS({"payload_id", transport->payload_id}, {"url", transport->url},
                         {"answer", verdict_of(arena, &answer)}));
    return answer;
}
