using System.Globalization;
using System.Text;

namespace Causeway.Tests.SharedMemory;

/// <summary>The same segment from Perl's IPC::SharedMem, Python's sysv_ipc and util-linux.</summary>
public sealed class SysVSharedMemoryProgramsTests : IDisposable
{
    private readonly SysVKey _key = SysVTestKey.Next();
    private readonly SysVSharedMemory _memory;

    public SysVSharedMemoryProgramsTests() => _memory = SysVSharedMemory.Create(_key, 100);

    public void Dispose() => _memory.TryDelete();

    private string Key => _key.Value.ToString(CultureInfo.InvariantCulture);

    private string Id => _memory.Id.ToString(CultureInfo.InvariantCulture);

    [ProgramFact("perl", "-MIPC::SharedMem", "-e", "1")]
    public void Perl_WritesAndReads_TheSameBytes()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        using Peer writer = Peer.Start(new ChildProcessOptions("perl", "-MIPC::SharedMem", "-e", "IPC::SharedMem->new($ARGV[0], 100, 0600)->write('shm-from-perl', 0, 13) or die $!", Key));
        writer.ExpectSuccess();
        Assert.Equal("shm-from-perl"u8, attachment.ReadOnlySpan[..13]);

        attachment.Write(50, "to-perl"u8);
        using Peer reader = Peer.Start(new ChildProcessOptions("perl", "-MIPC::SharedMem", "-e", "print IPC::SharedMem->new($ARGV[0], 100, 0600)->read(50, 7), \"\\n\"", Key));
        reader.Expect("to-perl");
        reader.ExpectSuccess();
    }

    [ProgramFact("/usr/bin/python3", "-c", "import sysv_ipc")]
    public void Python_ReadsAndWrites_TheSameBytes()
    {
        const string Script = """
            import sys, sysv_ipc
            memory = sysv_ipc.SharedMemory(int(sys.argv[1]))
            print(memory.size, memory.number_attached, memory.read(13).decode())
            memory.write(b'shm-from-python', offset=20)
            """;
        using SysVSharedMemoryAttachment attachment = _memory.Attach();
        attachment.Write(0, "shm-to-python"u8);
        using Peer peer = Peer.Start(new ChildProcessOptions("/usr/bin/python3", "-c", Script, Key));
        peer.Expect("100 2 shm-to-python");
        peer.ExpectSuccess();
        Assert.Equal("shm-from-python"u8, attachment.ReadOnlySpan.Slice(20, 15));
    }

    [Fact]
    public void Ipcrm_WhileAttachedHere_WorksUntilDetach()
    {
        using (SysVSharedMemoryAttachment attachment = _memory.Attach())
        {
            using Peer ipcrm = Peer.Start(new ChildProcessOptions("ipcrm", "-m", Id));
            ipcrm.ExpectSuccess();
            attachment.Span.Fill(1);
            Assert.Equal((true, 1), (_memory.GetStatus().IsRemoved, _memory.GetStatus().AttachCount));
            Assert.Contains($" {Id} ", Output("ipcs", "-m"), StringComparison.Ordinal);
        }

        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => _memory.GetStatus()).Errno);
    }

    [Fact]
    public void Ipcmk_ItsSegment_IsOpenedByIdWithItsSize()
    {
        string line = Output("ipcmk", "-M", "5000", "-p", "0640").Trim();
        var memory = new SysVSharedMemory(int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
        try
        {
            Assert.Equal((5000, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead), (memory.GetStatus().Bytes, memory.GetStatus().Permissions.Mode));
        }
        finally
        {
            memory.Delete();
        }
    }

    [Fact]
    public void Ipcs_OfASegmentHere_ShowsTheSameNumbers()
    {
        using SysVSharedMemoryAttachment attachment = _memory.Attach();

        string text = Output("ipcs", "-m", "-i", Id);

        string[] expected = ["mode=0600", "bytes=100", $"lpid={Environment.ProcessId}", $"cpid={Environment.ProcessId}", "nattch=1"];
        Assert.All(expected, field => Assert.Contains(field, text, StringComparison.Ordinal));
    }

    private static string Output(string program, params string[] arguments)
    {
        using Peer peer = Peer.Start(new ChildProcessOptions(program, arguments));
        var text = new StringBuilder();
        while (peer.ReadLine() is { } line)
            text.Append(line).Append('\n');
        peer.ExpectSuccess();
        return text.ToString();
    }
}
