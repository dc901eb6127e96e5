using System.Globalization;
using Causeway.Messaging.Tests.Native;
using Causeway.Tests;

namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Memory limits of a process (setrlimit(2)), in peers that have them: each a clear error where it happens, told to the other side, and no end of the listener.</summary>
/// <remarks>ENOSPC and ENOMEM of the memory itself come from /proc/sys/vm/overcommit_memory = 2 alone, which is the whole machine's; a cgroup's limit kills.</remarks>
public sealed class MemoryLimitTests : IDisposable
{
    /// <summary>Each side maps four of them.</summary>
    private const int LargeRing = 64 << 20;

    /// <summary>What the runtime may need for itself meanwhile, and less than those four.</summary>
    private const long Spare = 240 << 20;
    private const int MostFileBytes = 1_000_000;
    private readonly MeetingDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [ProgramFact("prlimit", "--version")]
    public void Listener_OutOfAddresses_TellsBothSides_AndGoesOn()
    {
        using Peer peer = Peer.StartDotnet(ListenInPeer, _domain.Path);
        peer.Expect("ready");
        Limit(peer, Text(AddressesOf(peer) + Spare));

        ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options with { RingBytes = LargeRing }));
        Assert.True(refused.Reason == ConnectionRefusal.Resources, refused.Message);
        AssertSaysWhatToDo(peer.ReadLine());
        SharedConnection.Connect("orders", _domain.Options).Dispose();
        peer.Expect("accepted");
        peer.ExpectSuccess();
    }

    [ProgramFact("prlimit", "--version")]
    public void Connector_OutOfAddresses_SaysWhatToDo_AndLeaksNothing()
    {
        using SharedConnectionListener listener = SharedConnectionListener.Listen("orders", _domain.Options);
        using Peer peer = Peer.StartDotnet(ConnectInPeer, _domain.Path);
        peer.Expect("ready");
        Limit(peer, Text(AddressesOf(peer) + Spare));
        peer.Send("go on");
        AssertSaysWhatToDo(peer.ReadLine());
        peer.ExpectSuccess();
    }

    [ProgramFact("prlimit", "--version")]
    public void Listener_MayNotMakeFilesAsLarge_TellsBothSides_AndGoesOn()
    {
        using Peer peer = Peer.StartDotnet(ListenInPeer, _domain.Path);
        peer.Expect("ready");
        Limit(peer, Text(MostFileBytes), "fsize");

        ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect("orders", _domain.Options with { RingBytes = LargeRing }));
        Assert.Equal(ConnectionRefusal.Resources, refused.Reason);
        string? said = peer.ReadLine();
        Assert.StartsWith("ftruncate(", said);
        Assert.Contains($"EFBIG, too large; RLIMIT_FSIZE lets files have {MostFileBytes} bytes, not {(2L * LargeRing) + 4096}", said);
        SharedConnection.Connect("orders", _domain.Options).Dispose();
        peer.Expect("accepted");
        peer.ExpectSuccess();
    }

    [ProgramFact("prlimit", "--version")]
    public void ListenerInC_MayNotMakeFilesAsLarge_SaysSo_AndGoesOn()
    {
        string name = NativePair.NewName();
        using Peer peer = Peer.Start(new ChildProcessOptions("prlimit", [$"--fsize={MostFileBytes}", CCompiler.Compile("connection"), "listen", name]));
        peer.Expect("listening");

        ConnectionRefusedException refused = Assert.Throws<ConnectionRefusedException>(() => SharedConnection.Connect(name, new SharedConnectionOptions { RingBytes = LargeRing }));
        Assert.Equal(ConnectionRefusal.Resources, refused.Reason);
        using var connection = SharedConnection.Connect(name, new SharedConnectionOptions { RingBytes = 4096 });
        peer.Expect("met 4096");
    }

    private static void ListenInPeer(string[] arguments)
    {
        using var listener = SharedConnectionListener.Listen("orders", MeetingDomain.OptionsOf(arguments[0]));

        // Once, so that all is there that the first meeting needs.
        SharedConnection.Connect("orders", MeetingDomain.OptionsOf(arguments[0])).Dispose();
        listener.Accept().Dispose();
        Console.WriteLine("ready");
        Console.WriteLine(Assert.Throws<SyscallException>(() => listener.Accept()).Message);
        listener.Accept().Dispose();
        Console.WriteLine("accepted");
    }

    private static void ConnectInPeer(string[] arguments)
    {
        SharedConnectionOptions options = MeetingDomain.OptionsOf(arguments[0]);
        SharedConnection.Connect("orders", options).Dispose();
        Console.WriteLine("ready");
        Console.ReadLine();
        int descriptors = OpenDescriptors.Count();
        Console.WriteLine(Assert.Throws<SyscallException>(() => SharedConnection.Connect("orders", options with { RingBytes = LargeRing })).Message);
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count() <= descriptors, Watchdog.Limit));
        Assert.DoesNotContain(File.ReadLines("/proc/self/maps"), static line => line.Contains("/memfd:causeway", StringComparison.Ordinal));
        SharedConnection.Connect("orders", options).Dispose();
    }

    private static void AssertSaysWhatToDo(string? message)
    {
        Assert.StartsWith("mmap(", message);
        Assert.Contains("ENOMEM", message, StringComparison.Ordinal);
        Assert.Contains("RLIMIT_AS", message, StringComparison.Ordinal);
    }

    private static void Limit(Peer peer, string soft, string resource = "as")
    {
        using ChildProcess prlimit = ChildProcess.Start(new ChildProcessOptions("prlimit", ["--pid", Text(peer.Process.Id), $"--{resource}={soft}:"]));
        Assert.Equal(0, prlimit.WaitForExit().ExitCode);
    }

    private static long AddressesOf(Peer peer) =>
        1024 * long.Parse(File.ReadLines($"/proc/{peer.Process.Id}/status").First(static line => line.StartsWith("VmSize:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
