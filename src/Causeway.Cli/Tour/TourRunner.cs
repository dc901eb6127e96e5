using System.Security.Cryptography;
using System.Text.Json;

namespace Causeway.Cli.Tour;

/// <summary>Carries the file over every station and prints what came of it.</summary>
internal static class TourRunner
{
    public static async Task<int> RunAsync(string path, CancellationToken token)
    {
        bool failed = false;
        foreach (IMechanism mechanism in Catalog.All)
        {
            bool matched = await CarryAsync(mechanism, path, token).ConfigureAwait(false);
            Console.Out.WriteLine($"{mechanism.Title}: {(matched ? "match" : "MISMATCH")}");
            failed |= !matched;
        }

        return failed ? 1 : 0;
    }

    private static async Task<bool> CarryAsync(IMechanism mechanism, string path, CancellationToken token)
    {
        using ISender sender = mechanism.CreateSender();
        using AnonymousPipe input = AnonymousPipe.Create();
        using AnonymousPipe output = AnonymousPipe.Create();
        var options = new ChildProcessOptions(Environment.ProcessPath!, [TourReceiver.Verb, mechanism.Name, .. sender.ReceiverArguments]);
        options.Descriptors[0] = input.Reader.Descriptor;
        options.Descriptors[1] = output.Writer.Descriptor;
        sender.Prepare(options);
        using ChildProcess child = ChildProcess.Start(options);
        input.Reader.Dispose();
        output.Writer.Dispose();
        await sender.ConnectAsync(token).ConfigureAwait(false);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[sender.BlockBytes];
        using FileStream file = File.OpenRead(path);
        while (await file.ReadAsync(block, token).ConfigureAwait(false) is var count and > 0)
        {
            hash.AppendData(block, 0, count);
            await sender.SendAsync(block.AsMemory(0, count), token).ConfigureAwait(false);
        }

        await sender.CompleteAsync(token).ConfigureAwait(false);
        using var reader = new StreamReader(output.Reader);
        string line = await reader.ReadLineAsync(token).ConfigureAwait(false) ?? throw new IOException("the second process said nothing");
        TourReport report = JsonSerializer.Deserialize(line, TourJson.Default.TourReport)!;
        await child.WaitForExitAsync(token).ConfigureAwait(false);
        return report.Sha256 == Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
