using System.Globalization;
using System.Text;

namespace Causeway.Tests.MessageQueues;

/// <summary>The same queue from Perl's IPC::Msg, Python's sysv_ipc and util-linux.</summary>
public sealed class SysVMessageQueueProgramsTests : IDisposable
{
    private readonly SysVKey _key = SysVTestKey.Next();
    private readonly SysVMessageQueue _queue;
    private readonly byte[] _buffer = new byte[100];

    public SysVMessageQueueProgramsTests() => _queue = SysVMessageQueue.Create(_key);

    public void Dispose() => _queue.TryDelete();

    private string Key => _key.Value.ToString(CultureInfo.InvariantCulture);

    [ProgramFact("perl", "-MIPC::Msg", "-e", "1")]
    public void Perl_SendsAndReceives_TheSameBytes()
    {
        using Peer sender = Peer.Start(new ChildProcessOptions("perl", "-MIPC::Msg", "-MIPC::SysV=IPC_CREAT", "-e", "IPC::Msg->new($ARGV[0], 0600 | IPC_CREAT)->snd(7, 'from-perl') or die $!", Key));
        sender.ExpectSuccess();
        Assert.Equal("7 from-perl", Receive(SysVMessageSelection.Exactly(7)));

        _queue.Send(9, "to-perl"u8);
        using Peer receiver = Peer.Start(new ChildProcessOptions("perl", "-MIPC::Msg", "-e", "my $text; my $type = IPC::Msg->new($ARGV[0], 0600)->rcv($text, 100, 9) or die $!; print \"$type $text\\n\"", Key));
        receiver.Expect("9 to-perl");
        receiver.ExpectSuccess();
    }

    [ProgramFact("/usr/bin/python3", "-c", "import sysv_ipc")]
    public void Python_SendsAndReceives_TheSameBytes()
    {
        const string Script = """
            import sys, sysv_ipc
            queue = sysv_ipc.MessageQueue(int(sys.argv[1]))
            queue.send(b'x', type=3)
            print(queue.current_messages, flush=True)
            sys.stdin.readline()
            text, type = queue.receive(type=9)
            print(type, text.decode())
            """;
        using Peer peer = Peer.Start(new ChildProcessOptions("/usr/bin/python3", "-c", Script, Key));
        peer.Expect("1");
        Assert.Equal("3 x", Receive(SysVMessageSelection.Any));
        Assert.Equal(0, _queue.GetStatus().Messages);

        _queue.Send(9, "to-python"u8);
        peer.Send("");
        peer.Expect("9 to-python");
        peer.ExpectSuccess();
    }

    [Fact]
    public void Msgop_SendsAndReceives_ItsEightyBytes()
    {
        using Peer sender = Peer.StartC("sysv_msgop", "-s", "-k", Key, "-t", "5");
        string sent = sender.ReadLine() ?? "";
        sender.ExpectSuccess();
        Assert.StartsWith("sent: a message at ", sent, StringComparison.Ordinal);
        Assert.Equal(new SysVMessageInfo(5, 80), _queue.Receive(_buffer, SysVMessageSelection.Exactly(5)));
        Assert.Equal(sent["sent: ".Length..] + '\n', Encoding.UTF8.GetString(_buffer.AsSpan(0, _buffer.AsSpan(0, 80).IndexOf((byte)0))));

        _queue.Send(5, "to msgop\0"u8);
        using Peer receiver = Peer.StartC("sysv_msgop", "-r", "-k", Key, "-t", "5");
        receiver.Expect("message received: to msgop");
        receiver.ExpectSuccess();
    }

    [Fact]
    public void Ipcmk_ItsQueue_IsOpenedByIdAndGoneAfterIpcrm()
    {
        using Peer ipcmk = Peer.Start(new ChildProcessOptions("ipcmk", "-Q"));
        string line = ipcmk.ReadLine() ?? "";
        ipcmk.ExpectSuccess();
        var queue = new SysVMessageQueue(int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
        queue.Send(1, "x"u8);

        using Peer ipcrm = Peer.Start(new ChildProcessOptions("ipcrm", "-q", queue.Id.ToString(CultureInfo.InvariantCulture)));
        ipcrm.ExpectSuccess();

        Assert.Equal(Errno.EINVAL, Assert.Throws<SyscallException>(() => queue.TrySend(1, "x"u8)).Errno);
    }

    [Fact]
    public void Ipcs_OfAQueueHere_ShowsTheSameNumbers()
    {
        _queue.Send(1, "12345"u8);
        _queue.Send(1, "678"u8);

        using Peer ipcs = Peer.Start(new ChildProcessOptions("ipcs", "-q", "-i", _queue.Id.ToString(CultureInfo.InvariantCulture)));
        var text = new StringBuilder();
        while (ipcs.ReadLine() is { } line)
            text.Append(line).Append(' ');
        ipcs.ExpectSuccess();

        SysVMessageQueueStatus status = _queue.GetStatus();
        string[] expected = [$"cbytes={status.Bytes}", $"qbytes={status.CapacityBytes}", $"qnum={status.Messages}", $"lspid={Environment.ProcessId}", "lrpid=0", "mode=0600"];
        Assert.All(expected, field => Assert.Contains(field, text.ToString(), StringComparison.Ordinal));
    }

    private string Receive(SysVMessageSelection selection)
    {
        SysVMessageInfo message = _queue.Receive(_buffer, selection);
        return string.Create(CultureInfo.InvariantCulture, $"{message.Type} {Encoding.UTF8.GetString(_buffer, 0, message.Length)}");
    }
}
