#include "buyer/mask.h"

#include <string.h>

#include "base/buf.h"

static const char *const secrets[] = {"SharedSecret", "CredentialMac"};

enum { SECRETS = sizeof(secrets) / sizeof(secrets[0]) };

/* The nearest start tag of a secret. Case does not count, so that a careless spelling does not show
 * one. NULL where there is none. */
static const char *next_secret(const char *text, const char **name)
{
    const char *nearest = NULL;
    for (size_t i = 0; i < SECRETS; i++) {
        const char *at = text;
        while ((at = strcasestr(at, secrets[i])) != NULL && (at == text || at[-1] != '<'))
            at++;
        if (at != NULL && (nearest == NULL || at < nearest)) {
            nearest = at;
            *name = secrets[i];
        }
    }
    return nearest;
}

/* Where `</NAME` stands, else the end of the text. */
static const char *end_of(const char *text, const char *name)
{
    const char *at = text;
    while ((at = strstr(at, "</")) != NULL && strncasecmp(at + 2, name, strlen(name)) != 0)
        at++;
    return at != NULL ? at : text + strlen(text);
}

const char *mask_secrets(struct arena *arena, const char *document)
{
    struct buf out;
    const char *name = "";
    const char *at;
    /* A secret of one character grows to eight. */
    buf_init(&out, arena, 2 * strlen(document) + 16);
    while ((at = next_secret(document, &name)) != NULL) {
        const char *content = at + strcspn(at, ">");
        bool empty = *content == '\0' || content[-1] == '/';
        content += *content == '>';
        buf_put(&out, document, (size_t)(content - document));
        document = content;
        if (empty)
            continue;
        document = end_of(content, name);
        if (document != content)
            buf_text(&out, "********");
    }
    buf_text(&out, document);
    return buf_string(&out);
}
