using System.Security.Cryptography;
using System.Text.Json;

namespace Causeway.Cli.Tour;

/// <summary>The second process: receives everything and reports its size and digest.</summary>
internal static class TourReceiver
{
    /// <summary>The hidden verb that starts it: the mechanism's name and the sender's arguments follow.</summary>
    public const string Verb = "__tour-receiver";

    public static int Run(string[] arguments)
    {
        using CancellationTokenSource orphaned = new();
        _ = Task.Run(() => WatchParent(orphaned));
        IMechanism mechanism = Catalog.All.Single(one => one.Name == arguments[0]);
        using IReceiver receiver = mechanism.CreateReceiver(arguments[1..], orphaned.Token);
        TourReport report = ReceiveAllAsync(receiver, orphaned.Token).GetAwaiter().GetResult();
        Console.Out.WriteLine(JsonSerializer.Serialize(report, TourJson.Default.TourReport));
        return 0;
    }

    private static async Task<TourReport> ReceiveAllAsync(IReceiver receiver, CancellationToken token)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[receiver.BlockBytes];
        long bytes = 0;
        long messages = 0;
        while (await receiver.ReceiveAsync(buffer, token).ConfigureAwait(false) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            bytes += count;
            messages++;
        }

        return new TourReport(bytes, messages, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The parent holds our standard input open for as long as it lives.</summary>
    private static void WatchParent(CancellationTokenSource orphaned)
    {
        while (Console.In.Read() >= 0)
        {
        }

        orphaned.Cancel();
    }
}
