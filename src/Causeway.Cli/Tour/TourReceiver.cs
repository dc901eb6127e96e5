using System.Security.Cryptography;
using System.Text.Json;
using Causeway.Cli.Output;

namespace Causeway.Cli.Tour;

/// <summary>The second process: receives everything, compares its digest with the one it is told, and reports both.</summary>
internal static class TourReceiver
{
    /// <summary>The hidden verb that starts it: the mechanism's name and the sender's arguments follow.</summary>
    public const string Verb = "__tour-receiver";

    /// <summary>Exit code: the first process ended or gave up.</summary>
    public const int Orphaned = 3;

    /// <summary>Runs it until all has come or the first process is gone.</summary>
    /// <returns>0: everything came and its digest is right. 1: not so, or an error, named on standard error.</returns>
    public static int Run(string[] arguments)
    {
        using FirstProcess parent = new();
        try
        {
            IMechanism mechanism = Catalog.All.Single(one => one.Name == arguments[0]);
            TourReport report = ReceiveAllAsync(mechanism, arguments[1..], parent).GetAwaiter().GetResult();
            Console.Out.WriteLine(JsonSerializer.Serialize(report, TourReportJson.Default.TourReport));
            return report.Matched ? 0 : 1;
        }
        catch (Exception) when (parent.Gone.IsCancellationRequested)
        {
            // Whatever the end of the channel looked like from here: nobody is left to tell.
            return Orphaned;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(PrintableText.Of(Failure.Describe(e)));
            return 1;
        }
    }

    private static async Task<TourReport> ReceiveAllAsync(IMechanism mechanism, string[] arguments, FirstProcess parent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        long messages = 0;
        using (IReceiver receiver = mechanism.CreateReceiver(arguments, parent.Gone))
        {
            byte[] buffer = new byte[receiver.BlockBytes];
            while (await receiver.ReceiveAsync(buffer, parent.Gone) is var count and > 0)
            {
                hash.AppendData(buffer, 0, count);
                bytes += count;
                messages++;
            }
        }

        string digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        return new TourReport(bytes, messages, digest, digest == await parent.ExpectedDigest.WaitAsync(parent.Gone));
    }
}
