using System.Runtime.InteropServices;
using System.Text;

namespace Causeway.Samples.SysVFiles;

/// <summary>The messages of the classic file server over System V queues, as C programs lay them out.</summary>
/// <remarks>
/// <code>
/// request   type: the client's process id, or 1           int id of the reply queue | char path[4096], ends with a NUL
/// reply     type 1: why there is no such file             text
///           type 2: a part of the file                    at most 8192 bytes
///           type 3: the end                               nothing
/// </code>
/// </remarks>
internal static class FileMessages
{
    public const long Failure = 1;
    public const long Data = 2;
    public const long End = 3;
    public const int ReplyBytes = 8192;
    public const int RequestBytes = sizeof(int) + PathBytes;
    private const int PathBytes = 4096;

    public static byte[] Request(SysVMessageQueue replies, string path)
    {
        if (Encoding.UTF8.GetByteCount(path) >= PathBytes)
            throw new ArgumentException($"a path has at most {PathBytes - 1} bytes", nameof(path));
        byte[] request = new byte[RequestBytes];
        MemoryMarshal.Write(request, replies.Id);
        Encoding.UTF8.GetBytes(path, request.AsSpan(sizeof(int)));
        return request;
    }

    /// <summary>false: no request, whoever sent it.</summary>
    public static bool TryReadRequest(ReadOnlySpan<byte> request, out SysVMessageQueue replies, out string path)
    {
        (replies, path) = (default, "");
        if (request.Length != RequestBytes || MemoryMarshal.Read<int>(request) < 0)
            return false;
        ReadOnlySpan<byte> text = request[sizeof(int)..];
        int end = text.IndexOf((byte)0);
        if (end <= 0)
            return false;
        (replies, path) = (new SysVMessageQueue(MemoryMarshal.Read<int>(request)), Encoding.UTF8.GetString(text[..end]));
        return true;
    }
}
