#include "buyer/answer.h"

#include "base/arena.h"
#include "base/text.h"
#include "buyer/url.h"
#include "http/media.h"
#include "net/http_client.h"
#include "xml/reader.h"

static const struct xml_limits limits = {.bytes = 256 * 1024, .depth = 40, .nodes = 10000};

static const char no_status[] = "No status element in setup response (incorrect URL / file format)";

static struct answer failed(const char *problem)
{
    return (struct answer){.outcome = ANSWER_FAILED, .text = "", .detail = "", .problem = problem};
}

static const struct xml_node *response_of(struct arena *arena, const struct net_reply *reply)
{
    struct xml_document *document;
    struct media media = media_parse(arena, reply->content_type);
    const char *charset = text_empty(media.charset) ? NULL : media.charset;
    if (xml_read(arena, reply->body, charset, &limits, &document, NULL) != OK)
        return NULL;
    return xml_child(document->root, "Response");
}

/* The class decides; codes that nobody knows count as their class (cXML guide p. 34). */
static enum answer_outcome outcome_of(int code)
{
    if (code >= 200 && code < 300)
        return ANSWER_OK;
    return code >= 400 && code < 500 ? ANSWER_REFUSED : ANSWER_FAILED;
}

static void read_status(struct arena *arena, const struct xml_node *response, struct answer *answer)
{
    const struct xml_node *status = xml_child(response, "Status");
    int64_t code;
    if (!text_to_int(text_or_empty(xml_attribute(status, "code")), &code) || code < 100 ||
        code > 999)
        return;
    answer->code = (int)code;
    answer->outcome = outcome_of(answer->code);
    answer->text = text_or_empty(xml_attribute(status, "text"));
    answer->detail = xml_text(status);
    const struct xml_node *start = xml_find(response, "PunchOutSetupResponse/StartPage/URL");
    answer->start_url = start != NULL ? xml_text(start) : NULL;
    answer->problem = answer->outcome == ANSWER_OK
                          ? NULL
                          : arena_printf(arena, "%d %s%s%s", answer->code, answer->text,
                                         text_empty(answer->detail) ? "" : ": ", answer->detail);
}

struct answer answer_read(struct arena *arena, enum status sent, const struct net_reply *reply,
                          const struct fault *fault)
{
    if (sent != OK)
        return failed(arena_text(arena, fault->message));
    struct answer answer = failed(no_status);
    read_status(arena, response_of(arena, reply), &answer);
    /* HTTP speaks first: Coupa never looks into the body of an error. */
    if (reply->status < 200 || reply->status > 299) {
        answer.outcome = outcome_of(reply->status);
        answer.problem =
            arena_printf(arena, "%d %s", reply->status,
                         answer.code != 0 ? answer.text : "(HTTP status, no cXML in the answer)");
    }
    return answer;
}

struct answer answer_read_setup(struct arena *arena, enum status sent,
                                const struct net_reply *reply, const struct fault *fault)
{
    struct answer answer = answer_read(arena, sent, reply, fault);
    if (answer.outcome == ANSWER_OK && url_origin(arena, answer.start_url) == NULL) {
        answer.outcome = ANSWER_REFUSED;
        answer.problem = "The setup response has no StartPage URL that a browser can open";
    } else if (answer.problem != NULL && answer.problem != no_status) {
        answer.problem = arena_printf(arena, "Setup request failed: %s", answer.problem);
    }
    return answer;
}
