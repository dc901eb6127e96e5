using System.Globalization;

namespace Causeway.Tests.Named;

/// <summary>Random calls of two processes, one after the other, with initialisers that throw or die among them: who creates, who initialises and what all then see is as a reference in memory has it.</summary>
public sealed partial class NamedMemoryWalkTests : IDisposable
{
    private const int NamedSteps = 20_000;
    private const int Slots = 2;
    private const int MostBytes = 40;

    private readonly NamedDomain _domain = new();

    public void Dispose() => _domain.Dispose();

    [Fact]
    public void RandomCallsOfTwoProcesses_AgreeWithAReference()
    {
        Random random = TestLoad.NewRandom();
        using Side here = new(_domain.Domain);
        var peer = Peer.StartDotnet(Obey, _domain.Path);
        try
        {
            Reference reference = new();
            List<string> done = [];
            for (int step = TestLoad.Rounds(NamedSteps); step > 0; step--)
            {
                int process = random.Next(2);
                Order order = Order.Random(random, mayDie: process == 1);
                string expected = reference.Do(process, order);
                string? actual = process == 0 ? here.Do(order.ToString()) : peer.Ask(order.ToString());
                if (actual is null)
                {
                    peer.Dispose();
                    peer = Peer.StartDotnet(Obey, _domain.Path);
                    actual = "died";
                }

                done.Add($"{process}: {order}: {actual}");
                Assert.True(expected == actual, $"expected {expected}: {string.Join("; ", done.TakeLast(20))}");
            }

            // In a short run some of them may not happen.
            foreach (string outcome in TestLoad.IsLong ? (string[])["created", "initialised", "opened", "exists", "missing", "too small", "not initialised", "threw", "died", "deleted"] : ["created", "opened"])
                Assert.Contains(done, one => one.Contains($": {outcome}", StringComparison.Ordinal));
            peer.CloseInput();
            peer.ExpectSuccess();
        }
        finally
        {
            peer.Dispose();
        }
    }

    internal static void Obey(string[] arguments)
    {
        using Side side = new(Domain.Open(arguments[0]));
        Orders.Obey(side.Do);
    }

    /// <summary>One call.</summary>
    /// <param name="Slot">The handle that it is about, or makes.</param>
    /// <param name="Call">Which.</param>
    /// <param name="Name">The memory's.</param>
    /// <param name="Bytes">How many, or where.</param>
    /// <param name="Initializer">zero, fill, throw or die: both over half of it.</param>
    private readonly record struct Order(int Slot, string Call, string Name, int Bytes, string Initializer)
    {
        private static readonly string[] s_calls = ["create", "make", "make", "open", "try", "write", "write", "read", "read", "close", "delete"];
        private static readonly string[] s_initializers = ["fill", "fill", "zero", "throw", "throw"];

        public static Order Random(Random random, bool mayDie) => new(
            random.Next(Slots), s_calls[random.Next(s_calls.Length)], random.Next(2) == 0 ? "a" : "b", random.Next(1, MostBytes),
            mayDie && random.Next(8) == 0 ? "die" : s_initializers[random.Next(s_initializers.Length)]);

        public static Order Parse(string text)
        {
            string[] words = text.Split(' ');
            return new Order(int.Parse(words[0], CultureInfo.InvariantCulture), words[1], words[2], int.Parse(words[3], CultureInfo.InvariantCulture), words[4]);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Slot} {Call} {Name} {Bytes} {Initializer}");
    }

    /// <summary>One process's handles.</summary>
    private sealed class Side(Domain domain) : IDisposable
    {
        private readonly NamedMemory?[] _slots = new NamedMemory?[Slots];

        public string Do(string text)
        {
            var order = Order.Parse(text);
            ref NamedMemory? slot = ref _slots[order.Slot];
            try
            {
                switch (order.Call)
                {
                    case "delete":
                        return domain.TryDelete(order.Name) ? "deleted" : "missing";
                    case "read":
                        return slot is null ? "closed" : Convert.ToHexString(slot.Span);
                    case "write":
                        if (slot is null || order.Bytes >= slot.Length)
                            return "closed";
                        slot.Span[order.Bytes]++;
                        return "done";
                }

                slot?.Dispose();
                slot = null;
                switch (order.Call)
                {
                    case "create":
                        slot = NamedMemory.Create(order.Name, order.Bytes, InitializerOf(order), domain);
                        break;
                    case "make":
                        slot = NamedMemory.OpenOrCreate(order.Name, order.Bytes, InitializerOf(order), TimeSpan.Zero, domain);
                        break;
                    case "open":
                        slot = NamedMemory.OpenExisting(order.Name, TimeSpan.Zero, domain);
                        break;
                    case "try":
                        return NamedMemory.TryOpenExisting(order.Name, out slot, domain) ? Describe(slot) : "missing";
                    default:
                        return "closed";
                }

                return Describe(slot);
            }
            catch (SyscallException e) when (e.Errno == Errno.EEXIST || e.Errno == Errno.ENOENT)
            {
                return e.Errno == Errno.EEXIST ? "exists" : "missing";
            }
            catch (LayoutMismatchException)
            {
                return "too small";
            }
            catch (TimeoutException)
            {
                return "not initialised";
            }
            catch (NotSupportedException)
            {
                return "threw";
            }
        }

        public void Dispose()
        {
            foreach (NamedMemory? slot in _slots)
                slot?.Dispose();
        }

        private static string Describe(NamedMemory memory) =>
            string.Create(CultureInfo.InvariantCulture, $"{(memory.WasCreated ? "created" : memory.WasInitializedHere ? "initialised" : "opened")} {memory.WasInitializedHere} {memory.Length}");

        private static Action<NamedMemory>? InitializerOf(Order order) => order.Initializer == "zero" ? null : memory =>
        {
            Span<byte> bytes = memory.Span;
            bool whole = order.Initializer == "fill";

            // By addition: what another had left would be seen.
            for (int i = 0; i < (whole ? bytes.Length : (bytes.Length + 1) / 2); i++)
                bytes[i] += (byte)(order.Bytes + i);
            if (order.Initializer == "die")
                System.Diagnostics.Process.GetCurrentProcess().Kill();
            if (!whole)
                throw new NotSupportedException();
        };
    }
}
