using System.Globalization;

namespace Causeway.Tests.Named;

/// <content>What memory there is.</content>
public sealed partial class NamedMemoryWalkTests
{
    /// <summary>What there is, by name and by handle.</summary>
    private sealed class Reference
    {
        private readonly Dictionary<string, Content> _byName = [];
        private readonly Content?[][] _slots = [new Content?[Slots], new Content?[Slots]];

        public string Do(int process, Order order)
        {
            Content?[] slots = _slots[process];
            ref Content? slot = ref slots[order.Slot];
            Content? there = _byName.GetValueOrDefault(order.Name);
            switch (order.Call)
            {
                case "delete":
                    return _byName.Remove(order.Name) ? "deleted" : "missing";
                case "read":
                    return slot is null ? "closed" : Convert.ToHexString(slot.Bytes);
                case "write":
                    if (slot is null || order.Bytes >= slot.Bytes.Length)
                        return "closed";
                    slot.Bytes[order.Bytes]++;
                    return "done";
            }

            slot = null;
            switch (order.Call)
            {
                case "create" when there is not null:
                    return "exists";
                case "create" or "make":
                    string made = Make(order, there, ref slot);
                    if (made == "died")
                        Array.Clear(slots);
                    return made;
                case "open" or "try" when there is null:
                    return "missing";
                case "open" or "try" when !there.IsInitialized:
                    return order.Call == "open" ? "not initialised" : "missing";
                case "open" or "try":
                    slot = there;
                    return Describe("opened", initialized: false, there);
                default:
                    return "closed";
            }
        }

        private string Make(Order order, Content? there, ref Content? slot)
        {
            if (there is not null && there.Bytes.Length < order.Bytes)
                return "too small";
            bool isNew = there is null;
            there ??= _byName[order.Name] = new Content(order.Bytes);
            bool runs = !there.IsInitialized && order.Initializer != "zero";
            if (runs && order.Initializer != "fill")
                return order.Initializer == "die" ? "died" : "threw";
            for (int i = 0; runs && i < there.Bytes.Length; i++)
                there.Bytes[i] = (byte)(order.Bytes + i);
            there.IsInitialized |= runs || isNew;
            if (!there.IsInitialized)
                return "not initialised";
            slot = there;
            return Describe(isNew ? "created" : runs ? "initialised" : "opened", runs, there);
        }

        private static string Describe(string how, bool initialized, Content content) =>
            string.Create(CultureInfo.InvariantCulture, $"{how} {initialized} {content.Bytes.Length}");

        private sealed class Content(int bytes)
        {
            public byte[] Bytes { get; } = new byte[bytes];

            public bool IsInitialized { get; set; }
        }
    }
}
