#ifndef BUYER_ENVELOPE_H
#define BUYER_ENVELOPE_H
/* What is around every request that a procurement system sends: document type, Header, Request
 * (INTEROP C3, C4, C11). */
#include <stdbool.h>
#include <stdint.h>

struct arena;
struct connection;
struct entropy;
struct user;
struct xml_writer;

struct envelope {
    const char *payload_id; /* stays the same when the document is sent again */
    const char *timestamp;  /* and so does this (cXML guide p. 24) */
    const struct connection *connection;
    bool test; /* says deploymentMode="test", whatever the system does by itself */
};

/* A new payloadID and timestamp. */
struct envelope envelope_new(struct arena *arena, const struct connection *connection,
                             int64_t now_us, const struct entropy *entropy);

/* Everything up to and with `<Request>`, then the end. */
void envelope_open(struct xml_writer *w, const struct envelope *envelope);
void envelope_close(struct xml_writer *w);

/* `<Extrinsic name="NAME">VALUE</Extrinsic>`. */
void envelope_extrinsic(struct xml_writer *w, const char *name, const char *value);
/* `<NAME><Money currency="CURRENCY">AMOUNT</Money></NAME>`. */
void envelope_money(struct xml_writer *w, const char *name, const char *currency,
                    const char *amount);
/* An element of text in American English. */
void envelope_text(struct xml_writer *w, const char *name, const char *text);
/* ShipTo or BillTo: an invented office of the company, for the attention of `user` (or NULL). */
void envelope_address(struct xml_writer *w, const char *name, const char *company,
                      const struct user *user);
/* Contact role="endUser". */
void envelope_contact(struct xml_writer *w, const struct user *user);

#endif
