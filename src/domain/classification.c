#include "domain/classification.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

/* The codes of the original: SEED.txt, and AWS.md 12 for the two line types. */
static const char uniform_code[] = "43232701";
static const char service_code[] = "81162000";
static const char material_code[] = "43232701";

enum { CODE_LENGTH = 8 };

/* The code of `key` in "saas=81162000 *=43230000", or NULL; what is no code is passed over. */
static const char *look_up(struct arena *arena, const char *table, const char *key)
{
    size_t key_length = strlen(key);
    for (const char *row = table; row != NULL && *row != '\0';) {
        size_t length = strcspn(row, " ");
        if (length == key_length + 1 + CODE_LENGTH && strncmp(row, key, key_length) == 0 &&
            row[key_length] == '=' && strspn(row + key_length + 1, "0123456789") == CODE_LENGTH)
            return arena_text_n(arena, row + key_length + 1, CODE_LENGTH);
        row += length;
        row += strspn(row, " ");
    }
    return NULL;
}

const char *classify_line(struct arena *arena, const struct connection *connection,
                          const struct product *product, enum line_type type)
{
    const char *by_type = type == LINE_SERVICE ? service_code : material_code;
    switch (connection->classification) {
    case CLASSIFY_UNIFORM:
        return uniform_code;
    case CLASSIFY_BY_LINE_TYPE:
        return by_type;
    case CLASSIFY_TABLE:
        break;
    }
    const char *keys[] = {product_type_name(product->type),
                          type == LINE_SERVICE ? "service" : "material", "*"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *code = look_up(arena, connection->classification_table, keys[i]);
        if (code != NULL)
            return code;
    }
    return uniform_code;
}
