#include "crypto/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    KEY = sizeof(struct seal_key),
    VARIANT = sodium_base64_VARIANT_ORIGINAL,
    TEXT = sodium_base64_ENCODED_LEN(KEY, VARIANT) /* with the NUL, where the line feed goes */
};

static bool write_all(int file, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        data += written;
        size -= (size_t)written;
    }
    return true;
}

/* Puts the file's name on stable storage. */
static bool sync_folder(const char *path)
{
    char folder[4096] = ".";
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    if (length >= sizeof folder) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (slash != NULL) {
        memcpy(folder, path, length);
        folder[length] = '\0';
    }
    int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return false;
    bool stored = fsync(directory) == 0;
    close(directory);
    return stored;
}

enum status keyfile_create(const char *path, struct fault *fault)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 && errno == EEXIST)
        return fault_set(fault, CONFLICT,
                         "the key file %s exists already and is never overwritten: what it sealed "
                         "would be lost",
                         path);
    if (file < 0)
        return fault_set(fault, FAILED, "the key file %s cannot be created: %s", path,
                         strerror(errno));
    struct seal_key key;
    char text[TEXT];
    randombytes_buf(key.bytes, sizeof key.bytes);
    sodium_bin2base64(text, sizeof text, key.bytes, sizeof key.bytes, VARIANT);
    seal_key_release(&key);
    text[TEXT - 1] = '\n';
    bool stored = write_all(file, text, sizeof text) && fsync(file) == 0 && sync_folder(path);
    int error = errno;
    sodium_memzero(text, sizeof text);
    close(file);
    if (stored)
        return OK;
    /* Half a key would stop the next attempt and open nothing. */
    unlink(path);
    return fault_set(fault, FAILED, "the key file %s cannot be written: %s", path, strerror(error));
}

static enum status check_mode(int file, const char *path, struct fault *fault)
{
    struct stat info;
    if (fstat(file, &info) != 0)
        return fault_set(fault, FAILED, "the key file %s cannot be read: %s", path,
                         strerror(errno));
    if (!S_ISREG(info.st_mode))
        return fault_set(fault, BAD_INPUT, "the key file %s is not a file", path);
    if ((info.st_mode & 077) != 0)
        return fault_set(fault, DENIED,
                         "others than its owner may use the key file %s (mode %03o): chmod 600 it",
                         path, (unsigned)info.st_mode & 0777);
    return OK;
}

enum status keyfile_load(const char *path, struct seal_key *key, struct fault *fault)
{
    /* Without NONBLOCK a pipe in its place would hang the start. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT)
        return fault_set(fault, NOT_FOUND,
                         "there is no key file %s: put the copy back that was kept of it. Without "
                         "it what it sealed can't be read",
                         path);
    if (file < 0)
        return fault_set(fault, FAILED, "the key file %s cannot be read: %s", path,
                         strerror(errno));
    char text[TEXT + 16];
    size_t size = 0;
    enum status status = check_mode(file, path, fault);
    ssize_t length = status == OK ? read(file, text, sizeof text) : 0;
    if (length < 0)
        status =
            fault_set(fault, FAILED, "the key file %s cannot be read: %s", path, strerror(errno));
    close(file);
    if (status == OK && (sodium_base642bin(key->bytes, sizeof key->bytes, text, (size_t)length,
                                           " \t\r\n", &size, NULL, VARIANT) != 0 ||
                         size != sizeof key->bytes)) {
        seal_key_release(key);
        status = fault_set(fault, BAD_INPUT,
                           "the key file %s is damaged: one line of 44 base64 characters belongs "
                           "in it",
                           path);
    }
    sodium_memzero(text, sizeof text);
    return status;
}
