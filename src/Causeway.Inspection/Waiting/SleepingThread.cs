namespace Causeway.Inspection.Waiting;

/// <summary>A thread that was found asleep.</summary>
/// <param name="Process">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="Line">What it called.</param>
/// <param name="IsElsewhere">Whether it is not at what it called for, but in a page fault or at a lock of the kernel's.</param>
/// <param name="Channel">The functions of the kernel that it sleeps in (stack, wchan), where the call alone does not tell; empty where that is not told either.</param>
internal readonly record struct SleepingThread(InspectedProcess Process, int Id, SyscallLine Line, bool IsElsewhere, string Channel);
