using System.Text.Json;
using Causeway.Tests;

namespace Causeway.Cli.Tests.Commands.Inspect;

/// <summary>Looks at the loads of stress-ng(1), which checks what it transfers by itself (<c>--verify</c>).</summary>
public sealed class StressNgTests
{
    [ProgramFact("stress-ng", "--version")]
    public void Top_QueueOfStressNg_AppearsMovesAndIsGoneAfterwards()
    {
        using TestDirectory directory = new();
        string name;
        using (Load load = new(directory, "--mq", "1"))
        {
            name = load.Await("mq", static row => row.GetProperty("name").GetString()!.StartsWith("/mq-", StringComparison.Ordinal) && Moves(row))
                .GetProperty("name").GetString()!;
            load.Stop();
        }

        Assert.DoesNotContain(name, Shell.Causeway("ls", "mq").OutputText);
    }

    [ProgramFact("stress-ng", "--version")]
    public void Show_FifoOfStressNg_HasItsWriterAndEachReader()
    {
        using TestDirectory directory = new();
        using Load load = new(directory, "--fifo", "1", "--fifo-readers", "2");
        string id = load.Await("fifo", row => row.GetProperty("name").GetString()!.StartsWith(directory.Root, StringComparison.Ordinal)
            && row.GetProperty("processes").GetArrayLength() == 3).GetProperty("id").GetString()!;
        string[] roles = [.. Shell.Causeway("show", id).OutputText.Split('\n').Where(static line => line.Contains(" stress-ng-fifo ", StringComparison.Ordinal))
            .Select(static line => line.Contains(" write ", StringComparison.Ordinal) ? "write" : "read").Order()];
        Assert.Equal(["read", "read", "write"], roles);
        load.Stop();
    }

    /// <summary>A full queue's depth is often the same at two looks.</summary>
    private static bool Moves(JsonElement row) => row.GetProperty("rate").GetDouble() != 0;

    /// <summary>A stressor at work in the directory, and <c>causeway top</c> beside it.</summary>
    private sealed class Load(TestDirectory directory, params string[] stressor) : IDisposable
    {
        private readonly Peer _stress = Peer.Start(new ChildProcessOptions("stress-ng", [.. stressor, "--verify", "-t", "120", "--temp-path", directory.Root]));

        /// <summary>The first row of a look for which the condition holds.</summary>
        public JsonElement Await(string kind, Func<JsonElement, bool> condition)
        {
            using Peer top = Shell.Start("top", kind, "--json", "--interval", "10ms");
            while (top.ReadLine() is { } look)
            {
                using var rows = JsonDocument.Parse(look);
                foreach (JsonElement row in rows.RootElement.GetProperty("rows").EnumerateArray())
                {
                    if (condition(row))
                        return row.Clone();
                }
            }

            throw new InvalidOperationException("causeway top ended: " + top.Errors);
        }

        /// <summary>Has it come to its end, which is in good order if all that it took was what it had sent.</summary>
        public void Stop()
        {
            _stress.Process.TrySendSignal(Signal.Int);
            _stress.ExpectSuccess();
        }

        public void Dispose() => _stress.Dispose();
    }
}
