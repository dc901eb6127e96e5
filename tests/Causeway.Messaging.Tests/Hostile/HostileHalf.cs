using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Causeway.Messaging.Tests.Hostile;

/// <summary>One direction of a connection to a hostile peer: calls in any order until it has ended.</summary>
/// <param name="connection">The connection.</param>
/// <param name="watch">What looks after each call.</param>
/// <param name="disposes">At the end of this direction the other is disposed, too; else the other goes on until it is told itself.</param>
internal sealed class HostileHalf(SharedConnection connection, DeadlineWatch watch, bool disposes)
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly ConcurrentDictionary<string, int> s_ends = new(StringComparer.Ordinal);
    private static long s_sum;

    /// <summary>How connections have ended, and how often.</summary>
    public static string Ends => string.Join(", ", s_ends.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => $"{one.Key} {one.Value}"));

    /// <summary>Calls until the end, so often at most.</summary>
    /// <param name="most">So often.</param>
    /// <param name="call">False: there is no more to come.</param>
    public void Repeat(int most, Func<bool> call)
    {
        for (int i = 0; i < most; i++)
        {
            try
            {
                if (!call())
                    return;
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                // In time.
            }
            catch (Exception e) when (e is PeerDiedException or PeerClosedException or ProtocolViolationException or ObjectDisposedException or ChannelClosedException)
            {
                s_ends.AddOrUpdate(e.GetType().Name, 1, static (_, count) => count + 1);
                if (disposes)
                    connection.Dispose();
                return;
            }
            finally
            {
                watch.End();
            }
        }
    }

    /// <summary>Waits a short time.</summary>
    public static void Await(Func<CancellationToken, Task> wait)
    {
        using CancellationTokenSource soon = new(s_short);
        wait(soon.Token).GetAwaiter().GetResult();
    }

    /// <summary>Touches all of the bytes.</summary>
    public static void Read(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        foreach (byte one in bytes)
            sum += one;
        Volatile.Write(ref s_sum, sum);
    }
}
