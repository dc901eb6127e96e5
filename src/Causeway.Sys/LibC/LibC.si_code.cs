namespace Causeway.Sys;

/// <content>si_code of siginfo_t: why a signal came (sigaction(2)). Those of a child's changes are with waitid(2).</content>
internal static unsafe partial class LibC
{
    public const int SI_USER = 0;
    public const int SI_QUEUE = -1;
    public const int SI_TIMER = -2;
    public const int SI_MESGQ = -3;
    public const int SI_ASYNCIO = -4;
    public const int SI_TKILL = -6;
    public const int SI_KERNEL = 128;
}
