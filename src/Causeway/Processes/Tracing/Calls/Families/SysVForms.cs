using static Causeway.CallArgument;

namespace Causeway;

/// <summary>System V message queues, semaphores and shared memory.</summary>
internal static class SysVForms
{
    private const int MostOperations = 16;

    private static readonly CallConstant[] s_control = [("IPC_RMID", 0), ("IPC_SET", 1), ("IPC_STAT", 2), ("IPC_INFO", 3)];
    private static readonly CallFlags s_queueControl = CallFlags.One([.. s_control, ("MSG_STAT", 11), ("MSG_INFO", 12)]);
    private static readonly CallFlags s_semaphoreControl = CallFlags.One(
        [.. s_control, ("GETPID", 11), ("GETVAL", 12), ("GETALL", 13), ("GETNCNT", 14), ("GETZCNT", 15), ("SETVAL", 16), ("SETALL", 17), ("SEM_STAT", 18), ("SEM_INFO", 19)]);

    private static readonly CallFlags s_memoryControl = CallFlags.One([.. s_control, ("SHM_LOCK", 11), ("SHM_UNLOCK", 12), ("SHM_STAT", 13), ("SHM_INFO", 14)]);
    private static readonly CallFlags s_message = CallFlags.Bits(("IPC_NOWAIT", 0x800), ("MSG_NOERROR", 0x1000), ("MSG_EXCEPT", 0x2000), ("MSG_COPY", 0x4000));
    private static readonly CallFlags s_attach = CallFlags.Bits(("SHM_RDONLY", 0x1000), ("SHM_RND", 0x2000), ("SHM_REMAP", 0x4000), ("SHM_EXEC", 0x8000));
    private static readonly CallFlags s_operation = CallFlags.Bits(("IPC_NOWAIT", 0x800), ("SEM_UNDO", 0x1000));

    public static CallForm[] All { get; } =
    [
        new("msgget", new(68, 186), IpcMechanism.SysVQueue, Key, Creation()) { Result = CallResult.SysVQueue },
        new("msgsnd", new(69, 189), IpcMechanism.SysVQueue, Id(IpcMechanism.SysVQueue), Message(2), Long, Of(s_message)),
        new("msgrcv", new(70, 188), IpcMechanism.SysVQueue, Id(IpcMechanism.SysVQueue), MessageOut, Long, Long, Of(s_message)),
        new("msgctl", new(71, 187), IpcMechanism.SysVQueue, Id(IpcMechanism.SysVQueue), Of(s_queueControl), Pointer),
        new("semget", new(64, 190), IpcMechanism.SysVSemaphore, Key, Number, Creation()) { Result = CallResult.SysVSemaphore },
        new("semop", new(65, 193), IpcMechanism.SysVSemaphore, Id(IpcMechanism.SysVSemaphore), Operations, Number),
        new("semtimedop", new(220, 192), IpcMechanism.SysVSemaphore, Id(IpcMechanism.SysVSemaphore), Operations, Number, Time),
        new("semctl", new(66, 191), IpcMechanism.SysVSemaphore, Id(IpcMechanism.SysVSemaphore), Number, Of(s_semaphoreControl), Pointer),
        new("shmget", new(29, 194), IpcMechanism.SysVMemory, Key, Long, Creation(("SHM_HUGETLB", 0x800), ("SHM_NORESERVE", 0x1000))) { Result = CallResult.SysVMemory },
        new("shmat", new(30, 196), IpcMechanism.SysVMemory, Id(IpcMechanism.SysVMemory), Pointer, Of(s_attach)) { Result = CallResult.Address },
        new("shmdt", new(67, 197), IpcMechanism.SysVMemory, Pointer),
        new("shmctl", new(31, 195), IpcMechanism.SysVMemory, Id(IpcMechanism.SysVMemory), Of(s_memoryControl), Pointer),
    ];

    /// <summary>Flags and, below them, permissions.</summary>
    private static CallArgument Creation(params CallConstant[] more)
    {
        CallFlags flags = CallFlags.Bits([("IPC_CREAT", 0x200), ("IPC_EXCL", 0x400), .. more]);
        return new((_, value, text) =>
        {
            if ((value & ~0x1FFUL & uint.MaxValue) != 0)
            {
                flags.Write(value & ~0x1FFUL, text);
                text.Add('|');
            }

            text.AddOctal(value & 0x1FF);
        });
    }

    /// <summary>struct msgbuf: the type, then the bytes.</summary>
    private static CallArgument Message(int lengthIndex) => new((call, value, text) => WriteMessage(call, value, call.Arguments[lengthIndex], text));

    private static CallArgument MessageOut => new(static (call, value, text) => WriteMessage(call, value, (ulong)Math.Max(0, call.Result), text), IsOutput: true);

    private static CallArgument Operations => new(static (call, value, text) =>
    {
        int count = (int)Math.Min(call.Arguments[2], MostOperations);
        text.Add('[');
        for (int i = 0; i < count; i++)
        {
            if (!call.TryRead(value + (ulong)(i * 6), out (ushort Number, short Amount, ushort Flags) operation))
                break;
            text.Add(i == 0 ? "" : ", ").Add('{').AddNumber(operation.Number).Add(operation.Amount > 0 ? ", +" : ", ").AddNumber(operation.Amount);
            if (operation.Flags != 0)
            {
                text.Add(", ");
                s_operation.Write(operation.Flags, text);
            }

            text.Add('}');
        }

        text.Add((ulong)count < call.Arguments[2] ? "...]" : "]");
    });

    private static void WriteMessage(OpenCall call, ulong address, ulong length, CallText text)
    {
        if (!call.TryRead(address, out long type))
        {
            WritePointer(address, text);
            return;
        }

        text.Add('{').AddNumber(type).Add(", ");
        call.WriteData(address + sizeof(long), length, text);
        text.Add('}');
    }
}
