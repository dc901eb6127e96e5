using System.Text;

namespace Causeway.Samples.SysVFiles;

/// <summary>Asks a <see cref="FileServer"/>, or a C program that speaks the same, for files.</summary>
public static class FileClient
{
    /// <summary>Copies the server's file; answers how many messages that took.</summary>
    /// <exception cref="FileNotFoundException">The server could not open it, and says why.</exception>
    public static async Task<int> FetchAsync(SysVKey server, string path, Stream destination, CancellationToken cancellationToken = default)
    {
        SysVMessageQueue requests = SysVMessageQueue.Open(server, FileAccess.Write);

        // The group may write, for a server that runs as another user of this group.
        SysVMessageQueue replies = SysVMessageQueue.Create(SysVKey.Private, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        try
        {
            using var receiver = new SysVMessageReceiver(replies);
            await requests.SendAsync(Environment.ProcessId, FileMessages.Request(replies, path), cancellationToken).ConfigureAwait(false);
            byte[] buffer = new byte[FileMessages.ReplyBytes];
            for (int messages = 1; ; messages++)
            {
                SysVMessageInfo reply = await receiver.ReceiveAsync(buffer, cancellationToken: cancellationToken).ConfigureAwait(false);
                if (reply.Type == FileMessages.Failure)
                    throw new FileNotFoundException(Encoding.UTF8.GetString(buffer.AsSpan(0, reply.Length)), path);
                if (reply.Type == FileMessages.End)
                    return messages;
                await destination.WriteAsync(buffer.AsMemory(0, reply.Length), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            replies.TryDelete();
        }
    }
}
