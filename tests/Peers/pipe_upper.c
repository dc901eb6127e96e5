/* Reads descriptor 3 to its end and writes it to descriptor 4 in upper case. */
#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char buffer[4096];
    ssize_t count;
    while ((count = read(3, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < count; i++)
            buffer[i] = (char)toupper((unsigned char)buffer[i]);
        if (write(4, buffer, (size_t)count) != count) {
            perror("write");
            return 1;
        }
    }
    if (count < 0) {
        perror("read");
        return 1;
    }
    return 0;
}
