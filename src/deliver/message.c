#include "deliver/message.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"

/* An encoded word has at most 75 characters, 63 of which are base64; a base64 line has 76. */
enum { MESSAGE_LIMIT = 4 << 20, WORD_BYTES = 45, LINE_BYTES = 57, SUBJECT_LIMIT = 200 };
/* RFC 5322 section 2.1.1 */
enum { LINE_LIMIT = 998 };

static bool is_plain(const char *text)
{
    size_t line = 0;
    for (; *text != '\0'; text++) {
        line = *text == '\n' ? 0 : line + 1;
        if ((unsigned char)*text > '~' || line > LINE_LIMIT)
            return false;
    }
    return true;
}

/* What ends a header's line within it is an attack, or a slip. */
static const char *tidy_subject(struct arena *arena, const char *text, size_t length)
{
    char *subject = text_cut(arena, arena_text_n(arena, text, length), SUBJECT_LIMIT);
    for (char *at = subject; *at != '\0'; at++) {
        if ((unsigned char)*at < ' ' || *at == '\x7F')
            *at = ' ';
    }
    return subject;
}

/* A byte within a character of UTF-8 that is not its first. */
static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* RFC 2047: each word holds whole characters. */
static void put_subject(struct buf *out, const char *subject)
{
    size_t length = strlen(subject);
    buf_text(out, "Subject: ");
    if (is_plain(subject)) {
        buf_text(out, subject);
        buf_text(out, "\r\n");
        return;
    }
    for (size_t from = 0, to; from < length; from = to) {
        to = length - from > WORD_BYTES ? from + WORD_BYTES : length;
        while (to > from && continues(subject[to]))
            to--;
        buf_text(out, from == 0 ? "=?UTF-8?B?" : " =?UTF-8?B?");
        buf_base64(out, subject + from, to - from);
        buf_text(out, "?=\r\n");
    }
}

static void put_plain(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            buf_char(out, '\r');
        buf_char(out, *text);
    }
}

static void put_encoded(struct buf *out, const char *text)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length; at += LINE_BYTES) {
        buf_base64(out, text + at, length - at < LINE_BYTES ? length - at : LINE_BYTES);
        buf_text(out, "\r\n");
    }
}

struct bytes message_write(struct arena *arena, const struct mail_text *mail)
{
    const char *rest =
        text_starts(mail->text, "Subject: ") ? mail->text + strlen("Subject: ") : mail->text;
    size_t end = strcspn(rest, "\n");
    const char *body = rest + end + strspn(rest + end, "\n");
    const char *domain = strchr(mail->from, '@');
    bool plain = is_plain(body);
    struct buf out;
    buf_init(&out, arena, MESSAGE_LIMIT);
    buf_printf(&out, "From: %s\r\nTo: %s\r\n", mail->from, mail->to);
    put_subject(&out, tidy_subject(arena, rest, end));
    const char *date = time_http(arena, mail->at_us);
    buf_printf(&out, "Date: %.*s+0000\r\nMessage-ID: <%s%s>\r\n",
               (int)(strlen(date) - strlen("GMT")), date, mail->id,
               domain == NULL ? "@localhost" : domain);
    buf_text(&out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n");
    /* No answer by a machine, please (RFC 3834). */
    buf_text(&out, "Auto-Submitted: auto-generated\r\n");
    buf_printf(&out, "Content-Transfer-Encoding: %s\r\n\r\n", plain ? "7bit" : "base64");
    if (plain)
        put_plain(&out, body);
    else
        put_encoded(&out, body);
    return buf_bytes(&out);
}
