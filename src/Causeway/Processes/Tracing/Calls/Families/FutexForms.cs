using System.Globalization;
using static Causeway.CallArgument;

namespace Causeway;

/// <summary>Futexes.</summary>
internal static class FutexForms
{
    private const int Private = 0x80;

    private static readonly CallFlags s_operation = new(0x7F,
    [
        ("FUTEX_WAIT", 0), ("FUTEX_WAKE", 1), ("FUTEX_FD", 2), ("FUTEX_REQUEUE", 3), ("FUTEX_CMP_REQUEUE", 4), ("FUTEX_WAKE_OP", 5), ("FUTEX_LOCK_PI", 6),
        ("FUTEX_UNLOCK_PI", 7), ("FUTEX_TRYLOCK_PI", 8), ("FUTEX_WAIT_BITSET", 9), ("FUTEX_WAKE_BITSET", 10), ("FUTEX_WAIT_REQUEUE_PI", 11),
        ("FUTEX_CMP_REQUEUE_PI", 12), ("FUTEX_LOCK_PI2", 13),
    ],
    [("FUTEX_PRIVATE_FLAG", Private), ("FUTEX_CLOCK_REALTIME", 0x100)]);

    public static CallForm[] All { get; } =
    [
        new("futex", new(202, 98), IpcMechanism.Futex, Word, Of(s_operation), Number, TimeOrCount, Pointer, Number),
        new("futex_waitv", new(449, 449), IpcMechanism.Futex, Pointer, Number, Number, Time, Number),
    ];

    private static CallArgument Word => new(static (call, value, text) =>
    {
        call.Subject ??= string.Create(CultureInfo.InvariantCulture, $"{((call.Arguments[1] & Private) == 0 ? "shared" : "private")} word 0x{value:x}");
        text.AddHex(value);
    });

    /// <summary>A time where the operation waits, else how many may be moved.</summary>
    private static CallArgument TimeOrCount => new(static (call, value, text) =>
    {
        if ((call.Arguments[1] & 0x7F) is 0 or 6 or 9 or 11 or 13)
            call.WriteTime(value, text);
        else
            text.AddNumber((int)value);
    });
}
