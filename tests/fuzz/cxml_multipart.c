/* Any bytes after a first line that is the Content-Type: the reader must end; what it finds lies in
 * what is kept, and redaction of that keeps its size. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "cxml/multipart.h"
#include "cxml/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
    if (!holds)
        panic("a part is not in the whole");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
    if (end == NULL)
        return 0;
    struct arena *arena = arena_new();
    size_t head = (size_t)(end - data);
    const char *type = arena_text_n(arena, (const char *)data, head);
    struct bytes body = {arena_copy(arena, end + 1, size - head - 1), size - head - 1};
    struct cxml_part part = {.content_type = type, .document = body, .whole = body};
    struct fault fault = {{0}};
    enum status st = cxml_multipart_read(arena, type, body, &part, &fault);
    require(st == OK || (st == BAD_INPUT && fault.message[0] != '\0'));
    require(part.content_type != NULL && part.document.size <= part.whole.size);
    require(part.document.size == 0 || memmem(part.whole.data, part.whole.size, part.document.data,
                                              part.document.size) != NULL);
    require(cxml_redact(arena, part.whole).size == part.whole.size);
    arena_free(arena);
    return 0;
}
