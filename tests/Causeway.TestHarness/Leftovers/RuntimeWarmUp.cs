using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Causeway.Waiting;

namespace Causeway.TestHarness;

/// <summary>Opens, before the first test, what the runtime and the library keep for as long as the process lives.</summary>
internal static class RuntimeWarmUp
{
    public static void Run()
    {
        // The console duplicates the standard descriptors when they are first used.
        Console.Out.Flush();
        Console.Error.Flush();
        _ = Console.In;

        // /dev/urandom, the pipe of the signal thread, the epoll descriptors of asynchronous sockets.
        _ = RandomNumberGenerator.GetInt32(2);
        PosixSignalRegistration.Create(PosixSignal.SIGCONT, static _ => { }).Dispose();
        using (Process child = Process.Start("true"))
            child.WaitForExit();
        WarmSockets();
        _ = Reactor.Shared;
    }

    private static void WarmSockets()
    {
        string path = Path.Combine(TestRoom.TempFolder, "warm-up");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();

        // The runtime assigns sockets to one of several engines, each with an epoll descriptor of its own, in turn.
        for (int engine = 0; engine < Environment.ProcessorCount; engine++)
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            Task<Socket> accept = listener.AcceptAsync();
            client.Connect(new UnixDomainSocketEndPoint(path));
            using Socket server = accept.GetAwaiter().GetResult();
            Task<int> receive = client.ReceiveAsync(new byte[1]);
            server.Send([1]);
            receive.GetAwaiter().GetResult();
        }

        File.Delete(path);
    }
}
