#include "net/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/arena.h"
#include "base/text.h"

enum { CONNECT_SECONDS = 10, TOTAL_SECONDS = 60 };

struct sending {
    const struct net_mail *mail;
    size_t sent;
};

static size_t on_read(char *out, size_t size, size_t count, void *argument)
{
    struct sending *sending = argument;
    size_t left = sending->mail->message.size - sending->sent;
    size_t part = size * count < left ? size * count : left;
    memcpy(out, sending->mail->message.data + sending->sent, part);
    sending->sent += part;
    return part;
}

static int on_progress(void *argument, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct sending *sending = argument;
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return sending->mail->cancelled != NULL && atomic_load(sending->mail->cancelled);
}

static struct curl_slist *list_of(const struct net_mail *mail)
{
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < mail->recipient_count; i++) {
        list = curl_slist_append(list, mail->recipients[i]);
        if (list == NULL)
            panic("out of memory (a recipient)");
    }
    return list;
}

static void set_options(CURL *curl, struct sending *sending, char *error)
{
    const struct net_mail *mail = sending->mail;
    bool password = strchr(mail->server, '@') != NULL;
    curl_easy_setopt(curl, CURLOPT_URL, mail->server);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, password ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TOTAL_SECONDS);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, sending);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, sending);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
}

static enum status send_by_server(const struct net_mail *mail, int *out_code, struct fault *fault)
{
    struct sending sending = {mail, 0};
    char error[CURL_ERROR_SIZE] = "";
    long reply = 0;
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        panic("out of memory (a mail)");
    struct curl_slist *recipients = list_of(mail);
    set_options(curl, &sending, error);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    *out_code = (int)reply;
    if (code == CURLE_OK)
        return OK;
    /* The server's reply to a wrong password is 5yz too, and mends itself when that is mended. */
    bool refused = reply >= 500 && reply <= 599 && code != CURLE_LOGIN_DENIED;
    return fault_set(fault, refused ? BAD_INPUT : UNAVAILABLE, "The mail server: %s",
                     *error != '\0' ? error : curl_easy_strerror(code));
}

static enum status write_whole(int fd, struct bytes bytes)
{
    while (bytes.size > 0) {
        ssize_t part = write(fd, bytes.data, bytes.size);
        if (part < 0 && errno == EINTR)
            continue;
        if (part <= 0)
            return FAILED;
        bytes.data += part;
        bytes.size -= (size_t)part;
    }
    return OK;
}

/* Whole or not at all: it gets its name at the end. */
static enum status put_in_folder(struct arena *arena, const struct net_mail *mail,
                                 struct fault *fault)
{
    const char *path = arena_printf(arena, "%s/%s.eml", mail->folder, mail->name);
    const char *part = arena_printf(arena, "%s/.%s.part", mail->folder, mail->name);
    if (mkdir(mail->folder, S_IRWXU) != 0 && errno != EEXIST)
        return fault_set(fault, FAILED, "%s: %s", mail->folder, strerror(errno));
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return fault_set(fault, FAILED, "%s: %s", part, strerror(errno));
    enum status st = write_whole(fd, mail->message);
    if (close(fd) != 0 || st != OK || rename(part, path) != 0) {
        fault_set(fault, FAILED, "%s: %s", path, strerror(errno));
        unlink(part);
        return FAILED;
    }
    return OK;
}

enum status net_mail_send(struct arena *arena, const struct net_mail *mail, int *out_code,
                          struct fault *fault)
{
    *out_code = 0;
    return mail->server != NULL ? send_by_server(mail, out_code, fault)
                                : put_in_folder(arena, mail, fault);
}
