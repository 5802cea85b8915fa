#ifndef CXML_ENVELOPE_H
#define CXML_ENVELOPE_H
/* What is around every cXML document: the cXML element, the Header, the Response with its Status
 * (cXML guide 1.2.051 p. 24-37). */
#include "app/connection.h"
#include "base/buf.h"
#include "xml/reader.h"
#include "xml/writer.h"

/* cXML's status codes (guide p. 34-37). */
enum cxml_code {
    CXML_OK = 200,
    CXML_ACCEPTED = 201, /* a StatusUpdateRequest follows */
    CXML_NO_CONTENT = 204,
    CXML_BAD_REQUEST = 400,
    CXML_UNAUTHORIZED = 401,
    CXML_FORBIDDEN = 403,
    CXML_NOT_ACCEPTABLE = 406,
    CXML_CONFLICT = 409,
    CXML_NOT_IMPLEMENTED = 450,
    CXML_SERVER_ERROR = 500,
    CXML_TEMPORARY_ERROR = 560
};

/* The code that a status ends in. */
enum cxml_code cxml_code_of(enum status status);
/* "OK", "Unauthorized": the Status' text attribute. */
const char *cxml_code_text(enum cxml_code code);
/* 200, but 500 and 503 where sending again is worth it (INTEROP C5). */
int cxml_http_status(enum cxml_code code);

/* A request as it was read. Texts are never NULL. */
struct cxml_request {
    const char *payload_id;
    const char *language;
    struct claim claim;
    const struct xml_node *body; /* the one child of Request, NULL where there is none */
};

/*
 * Finds the parts of a document whatever their order (INTEROP C7). BAD_INPUT: its root is not cXML.
 * A Response or a Message has no body.
 */
enum status cxml_request_read(struct arena *arena, const struct xml_document *document,
                              struct cxml_request *out, struct fault *fault);

enum { CXML_LIMIT = 4 << 20 };

#define CXML_DEFAULT_VERSION "1.2.014"

/* payloadID as the guide wants it: something unique, then @ and our host. */
char *cxml_payload_id(struct ctx *ctx, const char *unique);

/* Declaration, DOCTYPE of the given cXML version and DTD ("cXML", "Fulfill", "InvoiceDetail") and
 * the open cXML element. */
void cxml_open_document(struct xml_writer *w, struct arena *arena, const char *version,
                        const char *dtd, const char *payload_id, int64_t now_us);

/* The Money element. */
void cxml_put_money(struct xml_writer *w, struct arena *arena, struct money money);
/* An element with an amount in it, such as UnitPrice or SubtotalAmount. */
void cxml_write_money(struct xml_writer *w, struct arena *arena, const char *name,
                      struct money money);

/* From, To or Sender with one credential; Sender also says what we are. `secret` NULL: without. */
void cxml_write_party(struct xml_writer *w, const char *section,
                      const struct credential *credential, const char *secret);

/* What an answer consists of; `message` is the Status' content, for people. */
struct cxml_answer {
    enum cxml_code code;
    const char *message;
    const char *payload_id;
    int64_t now_us;
    const char *version; /* of the DOCTYPE */
};

/* The whole Response; `body` writes what follows the Status, or is NULL. */
struct buf cxml_write_response(struct arena *arena, const struct cxml_answer *answer,
                               void (*body)(struct xml_writer *w, const void *state),
                               const void *state);

#endif
