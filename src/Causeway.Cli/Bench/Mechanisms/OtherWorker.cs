using System.Net.Sockets;

namespace Causeway.Cli.Bench.Mechanisms;

/// <summary>The worker that another one meets; its process may not be that far.</summary>
internal static class OtherWorker
{
    /// <summary>Connects as soon as it listens.</summary>
    public static T WhenThere<T>(Func<T> connect)
    {
        while (true)
        {
            try
            {
                return connect();
            }
            catch (Exception e) when (IsMissing(e))
            {
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>No name yet (ENOENT, which is AddressNotAvailable to the runtime), or a name that nobody listens at.</summary>
    private static bool IsMissing(Exception error) => error switch
    {
        SyscallException { Errno: var number } => number == Errno.ENOENT || number == Errno.ECONNREFUSED,
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.ConnectionRefused } => true,
        _ => false,
    };
}
