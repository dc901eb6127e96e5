using System.Buffers.Binary;
using System.Globalization;

namespace Causeway.Tests.SharedMemory;

/// <summary>A file through a segment of <c>struct { int count; char block[1024]; }</c> and two binary semaphores, with C at the other end.</summary>
public sealed class SysVSharedMemoryTransferTests : IDisposable
{
    private const int WritersTurn = 0;
    private const int ReadersTurn = 1;
    private const int BlockBytes = 1024;
    private const int FileBytes = 12_813;

    private readonly SysVKey _memoryKey = SysVTestKey.Next();
    private readonly SysVKey _semaphoresKey = SysVTestKey.Next();
    private readonly TestDirectory _directory = new();
    private readonly byte[] _content = new byte[FileBytes];

    public SysVSharedMemoryTransferTests() => new Random(1).NextBytes(_content);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void WriterInC_ReaderHere_TheFileIsEqual()
    {
        string file = _directory.PathOf("in");
        File.WriteAllBytes(file, _content);
        using Peer peer = Start("write", file);
        peer.Expect("ready");
        SysVSemaphoreSet semaphores = SysVSemaphoreSet.Open(_semaphoresKey);
        using MemoryStream received = new();
        using (SysVSharedMemoryAttachment attachment = SysVSharedMemory.Open(_memoryKey, FileAccess.Read).Attach(readOnly: true))
        {
            while (true)
            {
                semaphores.Operate([SysVSemaphoreOperation.Take(ReadersTurn)]);
                int count = BinaryPrimitives.ReadInt32LittleEndian(attachment.ReadOnlySpan);
                if (count == 0)
                    break;
                received.Write(attachment.ReadOnlySpan.Slice(sizeof(int), count));
                semaphores.Operate([SysVSemaphoreOperation.Add(WritersTurn)]);
            }
        }

        semaphores.Operate([SysVSemaphoreOperation.Add(WritersTurn)]);
        peer.Expect("Sent 12813 bytes (13 xfrs)");
        peer.ExpectSuccess();
        Assert.Equal(_content, received.ToArray());
        Assert.Equal(Errno.ENOENT, Assert.Throws<SyscallException>(() => SysVSharedMemory.Open(_memoryKey)).Errno);
    }

    [Fact]
    public void ReaderInC_WriterHere_TheFileIsEqual()
    {
        string file = _directory.PathOf("out");
        SysVSemaphoreSet semaphores = SysVSemaphoreSet.Create(_semaphoresKey, [1, 0]);
        SysVSharedMemory memory = SysVSharedMemory.Create(_memoryKey, sizeof(int) + BlockBytes);
        try
        {
            using Peer peer = Start("read", file);
            using (SysVSharedMemoryAttachment attachment = memory.Attach())
            {
                for (int done = 0; ; done += BlockBytes)
                {
                    semaphores.Operate([SysVSemaphoreOperation.Take(WritersTurn)]);
                    int count = Math.Clamp(FileBytes - done, 0, BlockBytes);
                    BinaryPrimitives.WriteInt32LittleEndian(attachment.Span, count);
                    _content.AsSpan(Math.Min(done, FileBytes), count).CopyTo(attachment.Span[sizeof(int)..]);
                    semaphores.Operate([SysVSemaphoreOperation.Add(ReadersTurn)]);
                    if (count == 0)
                        break;
                }
            }

            semaphores.Operate([SysVSemaphoreOperation.Take(WritersTurn)]);
            peer.Expect("Received 12813 bytes (13 xfrs)");
            peer.ExpectSuccess();
        }
        finally
        {
            memory.Delete();
            semaphores.Delete();
        }

        Assert.Equal(_content, File.ReadAllBytes(file));
    }

    private Peer Start(string side, string file) =>
        Peer.StartC("svshm_xfr", side, Text(_memoryKey), Text(_semaphoresKey), file);

    private static string Text(SysVKey key) => key.Value.ToString(CultureInfo.InvariantCulture);
}
